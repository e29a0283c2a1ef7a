#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <optional>

#include "common/base/error.h"
#include "common/base/unique_fd.h"
#include "common/time/clock.h"

namespace tasksched::daemon {

/// Why a wait ended.
enum class Woken {
    kTime,         ///< the instant has come
    kRung,         ///< somebody called ring()
    kClockStepped  ///< the wall clock was set: every decision about time is to be made anew
};

/// Wakes one coroutine at an instant of the wall clock.
class Alarm {
  public:
    Alarm() = default;
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;
    virtual ~Alarm() = default;

    /// Waits until `when` (without end where there is none), a ring(), or a step of the clock. A
    /// ring() that came since the last wait ends it at once. One waiter at a time.
    virtual asio::awaitable<Woken> wait(std::optional<time::Instant> when) = 0;

    /// Ends the wait under way, or the next one.
    virtual void ring() = 0;
};

/// The alarm by the system's clock. Built on timerfd_create(2) with
/// CLOCK_REALTIME and TFD_TIMER_CANCEL_ON_SET: it counts time spent in suspend, and learns when
/// the clock is stepped.
class TimerAlarm final : public Alarm {
  public:
    /// A timer for the constructor; kFailed where the system has none left.
    static base::Result<base::UniqueFd> open_timer();

    TimerAlarm(asio::io_context& loop, base::UniqueFd timer) : timer_(loop, timer.release()) {}

    asio::awaitable<Woken> wait(std::optional<time::Instant> when) override;
    void ring() override;

  private:
    void arm(std::optional<time::Instant> when);

    asio::posix::stream_descriptor timer_;
    bool rung_ = false;
};

}  // namespace tasksched::daemon
