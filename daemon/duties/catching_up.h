#pragma once

#include <asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/time/clock.h"
#include "daemon/dispatch/store_queue.h"
#include "daemon/scheduler/scheduler.h"

namespace tasksched::daemon {

/// What is special about claims of tasks that have missed their times: their runs are spread, the
/// log is told once a burst, and a clock that may be far ahead puts them off. Asked by Claiming,
/// which owns it.
class CatchingUp {
  public:
    CatchingUp(StoreQueue& store, Scheduler& scheduler, const time::Clock& clock)
        : store_(store), scheduler_(scheduler), clock_(clock) {}

    /// Over how long runs that make up for missed times are spread at the most.
    void configure(std::chrono::seconds most_spread) { most_spread_ = most_spread; }

    /// The clock was set: it is looked at anew.
    void clock_was_set() { clock_looked_at_ = false; }

    /// Judges, at the start and after the clock was set, whether it may be far ahead: nothing keeps
    /// it right, and it shows a time long after the newest run.
    asio::awaitable<void> look_at_clock();

    /// Takes those that have missed their times out of `due` and tells the scheduler to come back
    /// to them, while the clock is doubted. What comes in time by the clock that there is goes on.
    void put_off(std::vector<DueTask>& due, time::Second now);

    /// Sets when runs that make up for missed times start at the earliest.
    asio::awaitable<void> spread(std::vector<DueTask>& due, time::Second now);

    /// Notes a claim that the store has taken.
    void note(const store::Claim& claim);

    /// At the end of a burst: nothing more is due.
    void end_burst();

  private:
    bool doubts_clock();

    StoreQueue& store_;
    Scheduler& scheduler_;
    const time::Clock& clock_;
    std::chrono::seconds most_spread_{0};
    std::optional<std::int64_t> missed_tasks_;  ///< in this burst; none before it was looked for
    std::int64_t tasks_held_ = 0;               ///< in this burst, until somebody decides
    std::int64_t tasks_spread_ = 0;             ///< in this burst, that are made up later
    bool clock_looked_at_ = false;
    /// While the clock is doubted: when what was missed is looked at all the same.
    std::optional<std::chrono::steady_clock::time_point> doubted_until_;
};

}  // namespace tasksched::daemon
