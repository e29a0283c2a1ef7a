#pragma once

#include <asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/time/clock.h"
#include "daemon/dispatch/dispatcher.h"
#include "daemon/dispatch/store_queue.h"
#include "daemon/duties/alarm.h"
#include "daemon/duties/catching_up.h"
#include "daemon/duties/claim_answer.h"
#include "daemon/duties/replanning.h"
#include "daemon/scheduler/scheduler.h"

namespace tasksched::daemon {

/// The duty that makes runs of tasks that fall due: it sleeps until the next one, claims what is
/// due in batches, each in one transaction, and hands the runs to the dispatcher. The first batch
/// of a burst is small, so that its first run starts soon; the next ones grow and are committed
/// while earlier ones are launched.
class Claiming {
  public:
    Claiming(StoreQueue& store, Scheduler& scheduler, Dispatcher& dispatcher, Alarm& alarm,
             Replanning& replanning, const time::Clock& clock);

    /// What becomes of what was missed: see WhenMissed; and over how long runs that make up for it
    /// are spread at the most.
    void configure(WhenMissed when_missed, std::chrono::seconds most_spread);

    /// Goes on until stop().
    asio::awaitable<void> run();

    /// Claims nothing from now on; run() returns.
    void stop();

    /// Claims nothing until go_on(). What is on its way to the store goes on: see settled().
    void hold() { held_ = true; }
    void go_on();
    [[nodiscard]] bool held() const { return held_; }

    /// Whether no claim is on its way to the store.
    [[nodiscard]] bool settled() const { return !claiming_; }

    /// Looks again what is due: something changed.
    void wake() { alarm_.ring(); }

  private:
    /// A claim that failed, and may be durable all the same.
    struct DoubtedClaim {
        DueTask due;
        bool has_slot = false;  ///< it is kept till then
    };

    asio::awaitable<bool> refill();
    asio::awaitable<bool> take_clock();
    asio::awaitable<void> claim_ahead(time::Instant now);
    asio::awaitable<bool> clear_doubt();
    void complain(const std::string& what);
    void tell_held();
    void store_works();
    asio::awaitable<void> claim(std::vector<DueTask> due);
    asio::awaitable<void> claim_one_by_one(std::vector<DueTask> due);
    asio::awaitable<base::Result<void>> carry_to_store(const std::vector<DueTask>& due,
                                                       std::vector<ClaimAnswer>& answers);
    void take_answer(const DueTask& due, ClaimAnswer answer);
    void take_up(ClaimAnswer& answer);
    [[nodiscard]] time::Instant next_wake() const;

    StoreQueue& store_;
    Scheduler& scheduler_;
    Dispatcher& dispatcher_;
    Alarm& alarm_;
    Replanning& replanning_;
    const time::Clock& clock_;
    CatchingUp catching_up_;
    std::size_t batch_;
    std::optional<time::Instant> looked_ahead_at_;  ///< for what comes in time, while many do not
    std::optional<time::Instant> not_before_;       ///< after a store that failed
    std::vector<DoubtedClaim> in_doubt_;
    bool claiming_ = false;
    time::Instant latest_now_{};    ///< the latest time by which anything was decided
    bool clock_went_back_ = false;  ///< before that, and the times in the store do not follow yet
    bool complained_ = false;       ///< of a store that fails, since it last worked
    bool held_ = false;
    bool stopped_ = false;
};

}  // namespace tasksched::daemon
