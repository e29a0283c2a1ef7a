#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>

#include "common/base/text.h"
#include "common/model/resolve.h"
#include "common/schedule/mix.h"
#include "common/service/calendar_supply.h"
#include "common/service/conditions.h"
#include "common/service/crontab_update.h"
#include "common/service/payload_of.h"
#include "common/service/scheduling.h"
#include "common/service/service.h"
#include "common/store/name_taken.h"

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
    return {};
}

/// Where the changed tasks go: `payload` is given where it changed too. False where the task was
/// changed meanwhile.
using Apply = std::function<Result<bool>(const model::Task& before, const model::Task& after,
                                         const model::Payload* payload)>;

/// Finds the tasks that a request is about, and makes of each what it asks.
class Updating {
  public:
    Updating(store::Reader& reader, store::CrontabBook& crontabs, const UpdateRequest& request,
             const Caller& caller, const Supplies& supplies, time::Instant now, Apply apply)
        : reader_(reader),
          crontabs_(crontabs),
          request_(request),
          caller_(caller),
          apply_(std::move(apply)),
          changes_(request.changes),
          calendars_(supplies.calendars),
          plugins_(supplies.plugins),
          context_{now, supplies.zone_of_times(), caller.acting_for, 0, {}, {}} {}

    Result<void> update_named() {
        std::vector<model::TaskId> seen;
        for (const TaskRef& ref : request_.tasks) {
            auto task = find_task(reader_, caller_, ref);
            if (!task) {
                return tl::unexpected(std::move(task.error()));
            }
            if (std::find(seen.begin(), seen.end(), task->id) != seen.end()) {
                continue;
            }
            seen.push_back(task->id);
            if (auto updated = update(*task, {}); !updated) {
                return updated;
            }
        }
        return {};
    }

    Result<void> update_all(const std::vector<Condition>& conditions) {
        changes_.where = conditions;
        store::TaskFilter filter;
        filter.user_id = caller_.acting_for;
        filter.type = request_.type;
        filter.current_only = true;
        filter.after = model::TaskId{0};
        filter.limit = kPage;
        for (;;) {
            auto page = reader_.tasks(filter);
            if (!page) {
                return tl::unexpected(std::move(page.error()));
            }
            for (const model::Task& task : *page) {
                filter.after = task.id;
                if (auto updated = update(task, conditions); !updated) {
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
    Result<void> update(const model::Task& task, const std::vector<Condition>& conditions) {
        const model::TaskId id = task.id;
        auto payload = payload_of(reader_, id, task.version);
        if (!payload) {
            return tl::unexpected(std::move(payload.error()));
        }
        if (!holds(conditions, task, *payload)) {
            return {};
        }
        if (auto own = refuse_task_of_crontab(crontabs_, id); !own) {
            return request_.all ? pass_over(own.error()) : own;
        }
        if (model::names_calendars(request_.changes) || task.schedule.days.names_calendars()) {
            if (auto given = calendars_.give_to(context_); !given) {
                return given;
            }
        }
        if (model::needs_plugins(request_.changes, task.type)) {
            if (auto given = plugins_.give_to(context_); !given) {
                return given;
            }
        }
        context_.random_seed = seed_of(task);
        auto changed = model::resolve_update(changes_, task, *payload, context_);
        if (!changed) {
            return named(id, std::move(changed.error()));
        }
        const bool same_payload = changed->payload == *payload;
        auto updated = apply_(task, changed->task, same_payload ? nullptr : &changed->payload);
        if (!updated) {
            return named(id, std::move(updated.error()));
        }
        if (!*updated) {
            return base::fail(base::ErrorCode::kTryAgain, "task {} was changed meanwhile",
                              id.value);
        }
        count(*changed);
        return {};
    }

    void count(const model::ResolvedTask& changed) {
        ++response_.updated;
        for (const std::string& remark : changed.remarks) {
            add_remark(remark);
        }
    }

    /// Of many tasks, those that are changed elsewhere are left as they are.
    Result<void> pass_over(const base::Error& error) {
        if (error.code != base::ErrorCode::kInvalid) {
            return tl::unexpected(error);
        }
        add_remark("tasks of crontabs are left as they are: change their lines instead");
        return {};
    }

    void add_remark(const std::string& remark) {
        if (std::find(response_.remarks.begin(), response_.remarks.end(), remark) ==
            response_.remarks.end()) {
            response_.remarks.push_back(remark);
        }
    }

    /// Another one for each change of each task, and the same for a preview of it.
    static std::uint64_t seed_of(const model::Task& task) {
        return schedule::mix(static_cast<std::uint64_t>(task.id.value)) ^
               static_cast<std::uint64_t>(task.version);
    }

    /// Where several tasks are changed, an error says which one it speaks of.
    [[nodiscard]] tl::unexpected<base::Error> named(model::TaskId id, base::Error error) const {
        if (request_.all || request_.tasks.size() > 1) {
            error.message = fmt::format("task {}: {}", id.value, error.message);
        }
        return tl::unexpected(std::move(error));
    }

    store::Reader& reader_;
    store::CrontabBook& crontabs_;
    const UpdateRequest& request_;
    Caller caller_;
    Apply apply_;
    model::TaskSpec changes_;
    CalendarSupply calendars_;
    PluginSupply plugins_;
    model::ResolveContext context_;
    UpdateResponse response_;
};

/// Fails, as the store would, where another task has the name that the change gives the task.
Result<void> check_new_name(store::Reader& reader, const model::Task& before,
                            const model::Task& after) {
    if (after.name == before.name) {
        return {};
    }
    const auto holder = reader.task_named(after.user_id, after.name);
    if (!holder) {
        return tl::unexpected(holder.error());
    }
    return *holder ? tl::unexpected(store::name_taken(after.name, (*holder)->id)) : Result<void>();
}

Result<UpdateResponse> update_through(store::Reader& reader, store::CrontabBook& crontabs,
                                      const UpdateRequest& request, const Caller& caller,
                                      const Supplies& supplies, time::Instant now,
                                      const std::vector<Condition>& conditions, Apply apply) {
    Updating updating(reader, crontabs, request, caller, supplies, now, std::move(apply));
    return (request.all ? updating.update_all(conditions) : updating.update_named()).map([&] {
        return updating.take_response();
    });
}

/// The fields of the type that alone is meant, where that is a plugin's; kInvalid where there is no
/// such type.
Result<std::span<const std::string_view>> fields_of_type(const UpdateRequest& request,
                                                         const PluginSource& plugins) {
    using Fields = std::span<const std::string_view>;
    if (!request.type || model::find_type(*request.type) != nullptr) {
        return Fields();
    }
    return plugins().and_then([&](const model::PluginTypes* known) {
        return model::empty_payload(*request.type, *known).map([](const model::Payload& payload) {
            return Fields(model::type_of(payload).fields);
        });
    });
}

/// The conditions of a request that makes sense, from somebody who may make it.
Result<std::vector<Condition>> accept(const UpdateRequest& request, const Caller& caller,
                                      const PluginSource& plugins) {
    return authorize(caller)
        .and_then([&] { return check_request(request); })
        .and_then([&] { return fields_of_type(request, plugins); })
        .and_then([&](std::span<const std::string_view> fields) {
            return parse_conditions(request.where, fields);
        });
}

}  // namespace

Result<UpdateResponse> Service::update(const UpdateRequest& request) {
    const auto conditions = accept(request, caller(), plugins_);
    if (!conditions) {
        return tl::unexpected(refused("update", conditions.error()));
    }
    const time::Instant now = clock_.now();
    UpdateResponse response;
    auto written = write("update", [&](store::Transaction& transaction) -> Result<void> {
        const store::Author by = author(caller(), "update", now);
        const auto apply = [&](const model::Task& /*before*/, const model::Task& after,
                               const model::Payload* payload) {
            return transaction.tasks().update(after, payload, by);
        };
        return update_through(transaction.reader(), transaction.crontabs(), request, caller(),
                              {calendars_, plugins_, zone_}, now, *conditions, apply)
            .map([&](UpdateResponse made) { response = std::move(made); });
    });
    if (!written) {
        return tl::unexpected(std::move(written.error()));
    }
    return response;
}

Result<UpdateResponse> Service::preview_update(const UpdateRequest& request,
                                               const UpdateViewer& view) {
    const auto conditions = accept(request, caller(), plugins_);
    if (!conditions) {
        return tl::unexpected(conditions.error());
    }
    store::Reader& reader = store_.reader();
    const auto apply = [&](const model::Task& before, const model::Task& after,
                           const model::Payload* /*payload*/) {
        return check_new_name(reader, before, after).map([&] {
            view(before, after);
            return true;
        });
    };
    return update_through(reader, store_.crontabs(), request, caller(),
                          {calendars_, plugins_, zone_}, clock_.now(), *conditions, apply);
}

}  // namespace tasksched::service
