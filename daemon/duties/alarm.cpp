#include "daemon/duties/alarm.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <utility>

#include "common/base/check.h"

namespace tasksched::daemon {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

/// A timer for a time this far away is armed all the same, so that a step of the clock is learnt.
constexpr std::chrono::hours kLongest{24};

timespec to_timespec(time::Instant when) {
    const auto whole = std::chrono::floor<seconds>(when);
    // A timer at 0 would be disarmed; any instant of the past fires at once.
    const auto at_least_one = std::max<std::int64_t>(whole.time_since_epoch().count(), 1);
    return {.tv_sec = at_least_one,
            .tv_nsec = std::chrono::duration_cast<nanoseconds>(when - whole).count()};
}

}  // namespace

base::Result<base::UniqueFd> TimerAlarm::open_timer() {
    base::UniqueFd timer(::timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC));
    if (!timer) {
        return base::fail(base::ErrorCode::kFailed, "cannot create a timer: {}",
                          base::system_error_text(errno));
    }
    return timer;
}

void TimerAlarm::arm(std::optional<time::Instant> when) {
    const time::Instant far =
        std::chrono::floor<microseconds>(std::chrono::system_clock::now()) + kLongest;
    itimerspec spec{};
    spec.it_value = to_timespec(when ? std::min(*when, far) : far);
    const int set = ::timerfd_settime(timer_.native_handle(),
                                      TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &spec, nullptr);
    // ECANCELED tells of a step since the last read; the timer is armed nevertheless, and the
    // read below tells the step again.
    TASKSCHED_CHECK(set == 0 || errno == ECANCELED);
}

asio::awaitable<Woken> TimerAlarm::wait(std::optional<time::Instant> when) {
    if (std::exchange(rung_, false)) {
        co_return Woken::kRung;
    }
    arm(when);
    asio::error_code error;
    co_await timer_.async_wait(asio::posix::stream_descriptor::wait_read,
                               asio::redirect_error(asio::use_awaitable, error));
    if (std::exchange(rung_, false)) {
        co_return Woken::kRung;
    }
    std::uint64_t expirations = 0;
    const ssize_t got = ::read(timer_.native_handle(), &expirations, sizeof expirations);
    co_return got < 0 && errno == ECANCELED ? Woken::kClockStepped : Woken::kTime;
}

void TimerAlarm::ring() {
    rung_ = true;
    timer_.cancel();
}

}  // namespace tasksched::daemon
