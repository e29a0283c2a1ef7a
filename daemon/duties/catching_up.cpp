#include "daemon/duties/catching_up.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "common/time/duration_text.h"
#include "daemon/log.h"
#include "daemon/process/clock_sync.h"
#include "daemon/scheduler/clock_doubt.h"
#include "daemon/scheduler/spread.h"

namespace tasksched::daemon {
namespace {

using base::Result;

/// Missed tasks are counted up to this: more are spread no further.
constexpr std::int64_t kMostCounted = 1'000'000;

/// What was missed by a clock that is doubted is looked at again after this, and when it is set.
constexpr std::chrono::seconds kPutOff{30};

}  // namespace

asio::awaitable<void> CatchingUp::look_at_clock() {
    if (std::exchange(clock_looked_at_, true)) {
        co_return;
    }
    doubted_until_.reset();
    const auto newest = std::make_shared<std::optional<time::Instant>>();
    const StoreQueue::Read work = [newest](store::Reader&,
                                           store::DueReader& reader) -> Result<void> {
        return reader.newest_run_at().map(
            [&](std::optional<time::Instant> found) { *newest = found; });
    };
    static_cast<void>(co_await store_.read(work));
    if (may_be_ahead(clock_.now(), *newest) && !clock_is_synchronised()) {
        doubted_until_ = std::chrono::steady_clock::now() + kLongestDoubt;
        log_warning(
            "the clock shows more than {} days after the newest run, and nothing keeps it right: "
            "what was missed by it waits for a time service, at most {}",
            kPlausiblePause.count(), time::format_duration(kLongestDoubt));
    }
}

bool CatchingUp::doubts_clock() {
    if (doubted_until_ &&
        (std::chrono::steady_clock::now() >= *doubted_until_ || clock_is_synchronised())) {
        doubted_until_.reset();
        log_info("the clock is doubted no more");
    }
    return doubted_until_.has_value();
}

void CatchingUp::put_off(std::vector<DueTask>& due, time::Second now) {
    if (due.empty() || !doubts_clock()) {
        return;
    }
    std::erase_if(due, [&](const DueTask& task) {
        const bool missed = concerns_missed(task.claim, now);
        if (missed) {
            scheduler_.claim_failed(task.claim, now + kPutOff);
        }
        return missed;
    });
}

/// How many there are is asked once in a burst; a store that fails now is told of by the claim.
asio::awaitable<void> CatchingUp::spread(std::vector<DueTask>& due, time::Second now) {
    for (DueTask& task : due) {
        if (!makes_up(task.claim, now)) {
            continue;
        }
        if (!missed_tasks_) {
            const auto count = std::make_shared<std::int64_t>(0);
            const StoreQueue::Read work = [count, now](store::Reader&,
                                                       store::DueReader& reader) -> Result<void> {
                return reader.count_due_before(now - kMissedAfter, kMostCounted)
                    .map([&](std::int64_t found) { *count = found; });
            };
            static_cast<void>(co_await store_.read(work));
            missed_tasks_ = *count;
        }
        const auto runs = static_cast<std::int64_t>(task.claim.run.size());
        daemon::spread(task.claim, now, spread_length(std::max(*missed_tasks_, runs), most_spread_),
                       task.task.policies.deadline);
    }
}

void CatchingUp::note(const store::Claim& claim) {
    tasks_held_ += claim.hold.empty() ? 0 : 1;
    tasks_spread_ += claim.not_before.empty() ? 0 : 1;
}

void CatchingUp::end_burst() {
    if (const auto held = std::exchange(tasks_held_, 0); held > 0) {
        log_warning("{} {} missed times that wait for a decision: see 'tasksched missed'", held,
                    held == 1 ? "task has" : "tasks have");
    }
    if (const auto delayed = std::exchange(tasks_spread_, 0); delayed > 0) {
        log_info("{} {} missed times; what makes up for them is spread over {}", delayed,
                 delayed == 1 ? "task has" : "tasks have",
                 time::format_duration(spread_length(missed_tasks_.value_or(0), most_spread_)));
    }
    missed_tasks_.reset();
}

}  // namespace tasksched::daemon
