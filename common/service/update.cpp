#include <algorithm>
#include <utility>

#include "common/base/text.h"
#include "common/model/resolve.h"
#include "common/service/conditions.h"
#include "common/service/service.h"

namespace tasksched::service {

namespace {

using base::Result;

constexpr std::int64_t kPage = 1000;

Result<void> check_request(const UpdateRequest& request) {
    const auto refuse = [](std::string_view why) {
        return base::fail(base::ErrorCode::kInvalid, "{}", why);
    };
    if (request.all && !request.tasks.empty()) {
        return refuse("--all and named tasks exclude each other");
    }
    if (!request.all && request.tasks.empty()) {
        return refuse("no task: give ID|NAME, or --all");
    }
    if (!request.all && (request.type || !request.where.empty())) {
        return refuse("--type and --where go with --all only");
    }
    if (request.changes == model::TaskSpec{}) {
        return refuse("nothing to change: give an option of 'tasksched schedule'");
    }
    if (request.changes.name && (request.all || request.tasks.size() > 1)) {
        return refuse("--name: only one task can have the name");
    }
    if (request.type) {
        if (auto type = model::empty_payload(*request.type); !type) {
            return tl::unexpected(type.error());
        }
    }
    return {};
}

class Updating {
  public:
    Updating(store::Transaction& transaction, const UpdateRequest& request, const Caller& caller,
             time::Instant now)
        : transaction_(transaction),
          request_(request),
          caller_(caller),
          author_(author(caller, "update", now)),
          context_{now, time::Zone::host(), caller.acting_for, 0} {}

    Result<void> update_named() {
        std::vector<model::TaskId> seen;
        for (const TaskRef& ref : request_.tasks) {
            auto task = find_task(transaction_.reader(), caller_, ref);
            if (!task) {
                return tl::unexpected(std::move(task.error()));
            }
            if (std::find(seen.begin(), seen.end(), task->id) != seen.end()) {
                continue;
            }
            seen.push_back(task->id);
            if (auto updated = update(std::move(*task), {}); !updated) {
                return updated;
            }
        }
        return {};
    }

    Result<void> update_all(const std::vector<Condition>& conditions) {
        store::TaskFilter filter;
        filter.user_id = caller_.acting_for;
        filter.type = request_.type;
        filter.current_only = true;
        filter.after = model::TaskId{0};
        filter.limit = kPage;
        for (;;) {
            auto page = transaction_.reader().tasks(filter);
            if (!page) {
                return tl::unexpected(std::move(page.error()));
            }
            for (model::Task& task : *page) {
                filter.after = task.id;
                if (auto updated = update(std::move(task), conditions); !updated) {
                    return updated;
                }
            }
            if (page->size() < static_cast<std::size_t>(kPage)) {
                return {};
            }
        }
    }

    UpdateResponse take_response() { return std::move(response_); }

  private:
    Result<void> update(model::Task task, const std::vector<Condition>& conditions) {
        const model::TaskId id = task.id;
        auto payload = transaction_.reader().payload(id, task.version);
        if (!payload) {
            return tl::unexpected(std::move(payload.error()));
        }
        if (!holds(conditions, task, *payload)) {
            return {};
        }
        context_.random_seed = static_cast<std::uint64_t>(id.value) ^
                               static_cast<std::uint64_t>(author_.at.time_since_epoch().count());
        auto changed = model::resolve_update(request_.changes, std::move(task), *payload, context_);
        if (!changed) {
            return named(id, std::move(changed.error()));
        }
        return write(*changed, *payload);
    }

    Result<void> write(const model::ResolvedTask& changed, const model::Payload& before) {
        const bool same_payload = changed.payload == before;
        auto updated = transaction_.tasks().update(
            changed.task, same_payload ? nullptr : &changed.payload, author_);
        if (!updated) {
            return named(changed.task.id, std::move(updated.error()));
        }
        if (!*updated) {
            return base::fail(base::ErrorCode::kTryAgain, "task {} was changed meanwhile",
                              changed.task.id.value);
        }
        ++response_.updated;
        for (const std::string& remark : changed.remarks) {
            if (std::find(response_.remarks.begin(), response_.remarks.end(), remark) ==
                response_.remarks.end()) {
                response_.remarks.push_back(remark);
            }
        }
        return {};
    }

    /// Where several tasks are changed, an error says which one it speaks of.
    [[nodiscard]] tl::unexpected<base::Error> named(model::TaskId id, base::Error error) const {
        if (request_.all || request_.tasks.size() > 1) {
            error.message = fmt::format("task {}: {}", id.value, error.message);
        }
        return tl::unexpected(std::move(error));
    }

    store::Transaction& transaction_;
    const UpdateRequest& request_;
    Caller caller_;
    store::Author author_;
    model::ResolveContext context_;
    UpdateResponse response_;
};

}  // namespace

Result<UpdateResponse> Service::update(const UpdateRequest& request) {
    if (auto allowed = authorize(caller()).and_then([&] { return check_request(request); });
        !allowed) {
        return tl::unexpected(std::move(allowed.error()));
    }
    const auto conditions = parse_conditions(request.where);
    if (!conditions) {
        return tl::unexpected(conditions.error());
    }
    UpdateResponse response;
    auto written = store_.write([&](store::Transaction& transaction) -> Result<void> {
        Updating updating(transaction, request, caller(), clock_.now());
        auto updated = request.all ? updating.update_all(*conditions) : updating.update_named();
        response = updating.take_response();
        return updated;
    });
    if (!written) {
        return tl::unexpected(std::move(written.error()));
    }
    return response;
}

}  // namespace tasksched::service
