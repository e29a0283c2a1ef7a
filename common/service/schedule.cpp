#include <functional>
#include <set>
#include <utility>

#include "common/model/resolve.h"
#include "common/service/calendar_supply.h"
#include "common/service/scheduling.h"
#include "common/service/service.h"

namespace tasksched::service {

namespace {

using base::Result;

/// What a request adds and what the user is told of it.
class Scheduling {
  public:
    Scheduling(TaskBook& book, const Caller& caller, const Supplies& supplies, time::Instant now)
        : book_(book),
          caller_(caller),
          calendars_(supplies.calendars),
          plugins_(supplies.plugins),
          context_{now, supplies.zone_of_times(), caller.acting_for, 0, {}, {}} {}

    Result<void> add(const model::TaskSpec& spec) {
        if (auto prepared = prepare(spec); !prepared) {
            return prepared;
        }
        auto resolved = model::resolve_new(spec, context_);
        return resolved ? insert(*resolved) : tl::unexpected(std::move(resolved.error()));
    }

    Result<void> add_or_replace(const model::TaskSpec& spec) {
        if (!spec.name) {
            return base::fail(base::ErrorCode::kInvalid,
                              "--replace goes with --name, which says what to replace");
        }
        const auto old = book_.named(caller_.acting_for, *spec.name);
        if (!old) {
            return tl::unexpected(old.error());
        }
        return *old ? replace(spec, **old) : add(spec);
    }

    Result<void> add(const model::TaskSpec& spec, OnSameName same_name) {
        return same_name == OnSameName::kReplace ? add_or_replace(spec) : add(spec);
    }

    ScheduleResponse take_response() { return std::move(response_); }

  private:
    Result<void> prepare(const model::TaskSpec& spec) {
        seed(spec);
        if (spec.type && model::needs_plugins(spec, *spec.type)) {
            if (auto given = plugins_.give_to(context_); !given) {
                return given;
            }
        }
        return model::names_calendars(spec) ? calendars_.give_to(context_) : Result<void>();
    }

    /// A named task draws the same values for `~` each time, so that replacing it by the same
    /// changes nothing.
    void seed(const model::TaskSpec& spec) {
        const std::hash<std::string> hash;
        context_.random_seed = spec.name ? hash(caller_.acting_for + '\0' + *spec.name)
                                         : hash(caller_.acting_for) ^ unnamed_seed();
    }

    /// Another one for each task and each instant.
    [[nodiscard]] std::uint64_t unnamed_seed() const {
        constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15U;
        const auto now = static_cast<std::uint64_t>(context_.now.time_since_epoch().count());
        return (now + response_.ids.size()) * kSpread;
    }

    Result<void> insert(const model::ResolvedTask& resolved) {
        const auto id = book_.insert(resolved.task, resolved.payload);
        if (!id) {
            return tl::unexpected(id.error());
        }
        keep(*id, resolved);
        return {};
    }

    Result<void> replace(const model::TaskSpec& spec, const model::Task& old) {
        if (auto prepared = prepare(spec); !prepared) {
            return prepared;
        }
        const auto resolved = model::resolve_replace(spec, old, context_);
        if (!resolved) {
            return tl::unexpected(resolved.error());
        }
        const auto payload = book_.payload(old);
        if (!payload) {
            return tl::unexpected(payload.error());
        }
        const bool same_payload = *payload == resolved->payload;
        if (!same_payload || !model::same_definition(old, resolved->task)) {
            const auto updated =
                book_.update(resolved->task, same_payload ? nullptr : &resolved->payload);
            if (!updated) {
                return tl::unexpected(updated.error());
            }
            if (!*updated) {
                return base::fail(base::ErrorCode::kTryAgain, "task {} was changed meanwhile",
                                  old.id.value);
            }
        }
        keep(old.id, *resolved);
        return {};
    }

    /// The same remark is made once, however many tasks of a batch it holds for.
    void keep(model::TaskId id, const model::ResolvedTask& resolved) {
        response_.ids.push_back(id);
        for (const std::string& remark : resolved.remarks) {
            if (response_.remarks.size() < kMaxRemarks && told_.insert(remark).second) {
                response_.remarks.push_back(remark);
            }
        }
    }

    static constexpr std::size_t kMaxRemarks = 100;

    TaskBook& book_;
    Caller caller_;
    CalendarSupply calendars_;
    PluginSupply plugins_;
    model::ResolveContext context_;
    ScheduleResponse response_;
    std::set<std::string> told_;
};

tl::unexpected<base::Error> at_line(std::size_t line, base::Error error) {
    error.message = fmt::format("line {}: {}", line, error.message);
    return tl::unexpected(std::move(error));
}

/// Runs `schedule`, which writes into a book, in one transaction.
template <typename Schedule>
Result<ScheduleResponse> schedule_in_one(store::Store& store, const Caller& caller,
                                         time::Instant now, const Schedule& schedule) {
    if (auto allowed = authorize(caller); !allowed) {
        return tl::unexpected(std::move(allowed.error()));
    }
    ScheduleResponse response;
    auto written = store.write([&](store::Transaction& transaction) -> Result<void> {
        StoreBook book(transaction, author(caller, "schedule", now));
        return schedule(book).map(
            [&](ScheduleResponse scheduled) { response = std::move(scheduled); });
    });
    if (!written) {
        return tl::unexpected(std::move(written.error()));
    }
    return response;
}

}  // namespace

Result<ScheduleResponse> schedule_into(TaskBook& book, const Caller& caller,
                                       const Supplies& supplies, time::Instant now,
                                       const ScheduleRequest& request) {
    const auto same_name = request.replace ? OnSameName::kReplace : OnSameName::kRefuse;
    Scheduling scheduling(book, caller, supplies, now);
    for (std::size_t i = 0; i < request.specs.size(); ++i) {
        auto added = scheduling.add(request.specs[i], same_name);
        if (!added && request.specs.size() > 1) {
            return at_line(i + 1, std::move(added.error()));
        }
        if (!added) {
            return tl::unexpected(std::move(added.error()));
        }
    }
    return scheduling.take_response();
}

Result<ScheduleResponse> schedule_into(TaskBook& book, const Caller& caller,
                                       const Supplies& supplies, time::Instant now,
                                       const SpecSource& next, OnSameName same_name) {
    Scheduling scheduling(book, caller, supplies, now);
    for (std::size_t line = 1;; ++line) {
        auto spec = next();
        if (!spec) {
            return at_line(line, std::move(spec.error()));
        }
        if (!*spec) {
            return scheduling.take_response();
        }
        if (auto added = scheduling.add(**spec, same_name); !added) {
            return at_line(line, std::move(added.error()));
        }
    }
}

Result<ScheduleResponse> Service::schedule(const ScheduleRequest& request) {
    if (request.specs.empty()) {
        return base::fail(base::ErrorCode::kInvalid, "nothing to schedule");
    }
    const time::Instant now = clock_.now();
    return schedule_in_one(store_, caller(), now,
                           [&](TaskBook& book) {
                               return schedule_into(book, caller(), {calendars_, plugins_, zone_},
                                                    now, request);
                           })
        .map_error([&](base::Error&& error) { return refused("schedule", std::move(error)); });
}

Result<ScheduleResponse> Service::schedule_stream(const SpecSource& next, OnSameName same_name) {
    const time::Instant now = clock_.now();
    return schedule_in_one(store_, caller(), now,
                           [&](TaskBook& book) {
                               return schedule_into(book, caller(), {calendars_, plugins_, zone_},
                                                    now, next, same_name);
                           })
        .map_error([&](base::Error&& error) { return refused("schedule", std::move(error)); });
}

}  // namespace tasksched::service
