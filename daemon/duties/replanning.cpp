#include "daemon/duties/replanning.h"

#include <memory>
#include <optional>

#include "common/schedule/occurrences.h"
#include "common/time/zone.h"
#include "common/time/zone_database.h"
#include "daemon/log.h"
#include "daemon/scheduler/replan.h"

namespace tasksched::daemon {
namespace {

using base::Result;

/// So many tasks share a transaction, so that others come between.
constexpr std::int64_t kTasksOfPage = 500;

/// For a system without a time zone database, where all is UTC.
constexpr std::string_view kNoZones = "none";

std::string zone_rules() {
    std::string stamp = time::zone_rules_stamp();
    return stamp.empty() ? std::string(kNoZones) : stamp;
}

std::string_view why(Doubt doubt) {
    switch (doubt) {
        case Doubt::kCalendars:
            return "to other days, by calendars";
        case Doubt::kZones:
            return "with the rules of time zones";
        case Doubt::kClock:
            return "back with the clock";
    }
    return "";
}

/// The task's new next time; none where it keeps the one that it has.
Result<std::optional<time::Second>> new_time(store::DueReader& reader, const model::Task& task,
                                             const schedule::Calendars& calendars, time::Second now,
                                             Doubt doubt) {
    const auto occurrences = schedule::Occurrences::of(task.schedule, calendars);
    if (!occurrences || !task.next_run_at) {
        return std::nullopt;
    }
    std::optional<base::Error> problem;
    const auto has_run = [&](time::Second occurrence) {
        const auto found = reader.has_run(task.id, occurrence);
        if (!found) {
            problem = found.error();
        }
        return found.value_or(false);
    };
    std::optional<time::Second> next = task.next_run_at;
    switch (doubt) {
        case Doubt::kCalendars:
            next = replanned(*occurrences, *task.next_run_at, now, has_run);
            break;
        case Doubt::kZones:
            if (!schedule::after_finish(task.schedule)) {
                next = replanned_by_zone(*occurrences, *task.next_run_at, now, has_run);
            }
            break;
        case Doubt::kClock:
            next = replanned_by_clock(*occurrences, *task.next_run_at, now, has_run);
            break;
    }
    if (problem) {
        return tl::unexpected(std::move(*problem));
    }
    return next == task.next_run_at ? std::nullopt : next;
}

}  // namespace

/// Where the walk through the tasks stands.
struct Replanning::Page {
    model::TaskId after;
    bool last = false;
    std::int64_t moved = 0;
};

Result<void> Replanning::replan_page(store::Transaction& transaction,
                                     const schedule::Calendars& calendars, Doubt doubt,
                                     Page& page) const {
    const time::Second now = time::floor_second(clock_.now());
    const auto tasks = doubt == Doubt::kCalendars
                           ? transaction.due().moved_tasks(page.after, kTasksOfPage)
                           : transaction.due().pending_tasks(page.after, now, kTasksOfPage);
    if (!tasks) {
        return tl::unexpected(tasks.error());
    }
    page.last = tasks->size() < static_cast<std::size_t>(kTasksOfPage);
    for (const model::Task& task : *tasks) {
        page.after = task.id;
        const auto next = new_time(transaction.due(), task, calendars, now, doubt);
        if (!next) {
            return tl::unexpected(next.error());
        }
        if (!*next) {
            continue;
        }
        const auto moved =
            transaction.runs().move_next(task.id, task.version, *task.next_run_at, **next);
        if (!moved) {
            return tl::unexpected(moved.error());
        }
        page.moved += *moved ? 1 : 0;
    }
    return {};
}

asio::awaitable<Result<void>> Replanning::run(const schedule::Calendars& calendars, Doubt doubt) {
    const auto page = std::make_shared<Page>();
    while (!page->last) {
        const Page begun = *page;
        const StoreQueue::Write work = [&, page, begun](store::Transaction& transaction,
                                                        const store::Tenure&) -> Result<void> {
            *page = begun;  // it may be called once more
            return replan_page(transaction, calendars, doubt, *page);
        };
        if (Result<void> done = co_await store_.insist(work); !done) {
            co_return done;
        }
    }
    if (page->moved > 0) {
        log_info("next times moved {}: {}", why(doubt), page->moved);
    }
    if (doubt == Doubt::kClock) {
        co_return co_await hasten_attempts();
    }
    if (doubt == Doubt::kZones) {
        co_return co_await note_zone_rules();
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> Replanning::hasten_attempts() {
    const auto hastened = std::make_shared<std::int64_t>(0);
    const StoreQueue::Write work = [this, hastened](store::Transaction& transaction,
                                                    const store::Tenure&) -> Result<void> {
        return transaction.runs().hasten_attempts(clock_.now()).map([&](std::int64_t runs) {
            *hastened = runs;
        });
    };
    Result<void> done = co_await store_.insist(work);
    if (done && *hastened > 0) {
        log_info("attempts moved back with the clock: {}", *hastened);
    }
    co_return done;
}

asio::awaitable<Result<void>> Replanning::note_zone_rules() {
    const StoreQueue::Write work = [rules = zone_rules_](store::Transaction& transaction,
                                                         const store::Tenure&) -> Result<void> {
        return transaction.runs().set_zone_rules(rules);
    };
    co_return co_await store_.insist(work);
}

asio::awaitable<Result<void>> Replanning::run_at_start(const schedule::Calendars& calendars) {
    struct Before {
        std::string zone_rules;
        std::optional<time::Instant> newest_run_at;
    };
    zone_rules_ = zone_rules();
    const auto before = std::make_shared<Before>();
    const StoreQueue::Read look = [before](store::Reader&,
                                           store::DueReader& reader) -> Result<void> {
        return reader.zone_rules()
            .and_then([&](std::string rules) {
                before->zone_rules = std::move(rules);
                return reader.newest_run_at();
            })
            .map([&](std::optional<time::Instant> at) { before->newest_run_at = at; });
    };
    Result<void> done = co_await store_.read(look);
    if (done) {
        done = co_await run(calendars, Doubt::kCalendars);
    }
    // Where no daemon was before, all next times are of the rules of now, or nearly.
    if (done && before->zone_rules.empty()) {
        done = co_await note_zone_rules();
    } else if (done && before->zone_rules != zone_rules_) {
        done = co_await run(calendars, Doubt::kZones);
    }
    if (done && before->newest_run_at && *before->newest_run_at > clock_.now()) {
        done = co_await run(calendars, Doubt::kClock);
    }
    co_return done;
}

bool Replanning::zones_changed() {
    std::string rules = zone_rules();
    // An update that is under way may leave none for a moment.
    if (rules == kNoZones || rules == zone_rules_) {
        return false;
    }
    zone_rules_ = std::move(rules);
    time::Zone::forget_all();
    return true;
}

}  // namespace tasksched::daemon
