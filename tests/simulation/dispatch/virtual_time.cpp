#include "tests/simulation/dispatch/virtual_time.h"

#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

namespace tasksched::simulation {

using daemon::Woken;

bool Timeline::happen(time::Instant now) {
    if (events_.empty() || events_.begin()->first > now) {
        return false;
    }
    const auto what = std::move(events_.begin()->second);
    events_.erase(events_.begin());
    what();
    return true;
}

asio::awaitable<void> Signal::wait() {
    asio::error_code raised;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, raised));
}

asio::awaitable<Woken> VirtualAlarm::wait(std::optional<time::Instant> when) {
    if (std::exchange(rung_, false)) {
        co_return Woken::kRung;
    }
    if (!stepped_) {
        when_ = when.value_or(time::Instant::max());
        co_await woken_.wait();
        when_.reset();
    }
    if (std::exchange(rung_, false)) {
        co_return Woken::kRung;
    }
    co_return std::exchange(stepped_, false) ? Woken::kClockStepped : Woken::kTime;
}

void VirtualAlarm::ring() {
    rung_ = true;
    woken_.raise();
}

void VirtualAlarm::clock_was_set() {
    stepped_ = true;
    woken_.raise();
}

std::optional<time::Instant> VirtualAlarm::next() const {
    return when_ && *when_ != time::Instant::max() ? std::optional(clock_.truth_of(*when_))
                                                   : std::nullopt;
}

bool VirtualAlarm::go_off() {
    if (!when_ || *when_ > clock_.now()) {
        return false;
    }
    when_.reset();
    woken_.raise();
    return true;
}

}  // namespace tasksched::simulation
