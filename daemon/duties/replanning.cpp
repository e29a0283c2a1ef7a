#include "daemon/duties/replanning.h"

#include <memory>
#include <optional>

#include "common/schedule/occurrences.h"
#include "daemon/log.h"
#include "daemon/scheduler/replan.h"

namespace tasksched::daemon {
namespace {

using base::Result;

/// So many tasks share a transaction, so that others come between.
constexpr std::int64_t kTasksOfPage = 500;

/// The task's new next time; none where it keeps the one that it has.
Result<std::optional<time::Second>> new_time(store::DueReader& reader, const model::Task& task,
                                             const schedule::Calendars& calendars,
                                             time::Second now) {
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
    const auto next = replanned(*occurrences, *task.next_run_at, now, has_run);
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
                                     const schedule::Calendars& calendars, Page& page) const {
    const time::Second now = time::floor_second(clock_.now());
    const auto tasks = transaction.due().moved_tasks(page.after, kTasksOfPage);
    if (!tasks) {
        return tl::unexpected(tasks.error());
    }
    page.last = tasks->size() < static_cast<std::size_t>(kTasksOfPage);
    for (const model::Task& task : *tasks) {
        page.after = task.id;
        const auto next = new_time(transaction.due(), task, calendars, now);
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

asio::awaitable<Result<void>> Replanning::run(const schedule::Calendars& calendars) {
    const auto page = std::make_shared<Page>();
    while (!page->last) {
        const Page begun = *page;
        const StoreQueue::Write work = [&, page, begun](store::Transaction& transaction,
                                                        const store::Tenure&) -> Result<void> {
            *page = begun;  // it may be called once more
            return replan_page(transaction, calendars, *page);
        };
        if (Result<void> done = co_await store_.write(work); !done) {
            co_return done;
        }
    }
    if (page->moved > 0) {
        log_info("next times moved to other days by calendars: {}", page->moved);
    }
    co_return Result<void>();
}

}  // namespace tasksched::daemon
