#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "common/time/clock.h"
#include "daemon/duties/alarm.h"

namespace tasksched::simulation {

/// The time of a simulated world: the true one, which only goes on, and what the wall clock shows.
class WorldClock final : public time::Clock {
  public:
    explicit WorldClock(time::Instant begin) : truth_(begin) {}

    [[nodiscard]] time::Instant now() const override { return truth_ + error_; }
    [[nodiscard]] time::Instant truth() const { return truth_; }

    /// The true time at which the wall clock shows `shown`, unless it is set before.
    [[nodiscard]] time::Instant truth_of(time::Instant shown) const { return shown - error_; }

    void go_on_to(time::Instant truth) { truth_ = std::max(truth_, truth); }
    void set_error(std::chrono::microseconds error) { error_ = error; }
    [[nodiscard]] std::chrono::microseconds error() const { return error_; }

  private:
    time::Instant truth_;
    std::chrono::microseconds error_{0};
};

/// What is going to happen at which true time. What comes at the same time comes in the order in
/// which it was planned.
class Timeline {
  public:
    void at(time::Instant when, std::function<void()> what) {
        events_.emplace(when, std::move(what));
    }

    [[nodiscard]] std::optional<time::Instant> next() const {
        return events_.empty() ? std::nullopt : std::optional(events_.begin()->first);
    }

    /// Lets happen what comes next, if its time has come by `now`; false otherwise.
    bool happen(time::Instant now);

  private:
    std::multimap<time::Instant, std::function<void()>> events_;
};

/// Something that coroutines wait for until it is raised.
class Signal {
  public:
    explicit Signal(asio::io_context& loop) : timer_(loop, asio::steady_timer::time_point::max()) {}

    asio::awaitable<void> wait();
    void raise() { timer_.cancel(); }

  private:
    asio::steady_timer timer_;
};

/// The alarm of a simulated daemon.
class VirtualAlarm final : public daemon::Alarm {
  public:
    VirtualAlarm(asio::io_context& loop, const WorldClock& clock) : clock_(clock), woken_(loop) {}

    asio::awaitable<daemon::Woken> wait(std::optional<time::Instant> when) override;
    void ring() override;

    /// The wall clock was set.
    void clock_was_set();

    /// When it goes off by itself; by the true time.
    [[nodiscard]] std::optional<time::Instant> next() const;

    /// Goes off, if its time has come.
    bool go_off();

  private:
    const WorldClock& clock_;
    Signal woken_;
    std::optional<time::Instant> when_;  ///< by the wall clock, while somebody waits
    bool rung_ = false;
    bool stepped_ = false;
};

}  // namespace tasksched::simulation
