#pragma once

#include <chrono>

namespace tasksched::time {

/// An instant of a schedule: whole seconds of UTC.
using Second = std::chrono::sys_seconds;

/// An instant at which something happened: microseconds of UTC.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

/// `instant` without its fraction, towards the past.
inline Second floor_second(Instant instant) {
    return std::chrono::floor<std::chrono::seconds>(instant);
}

/// Tells the time. Pure code is handed instants and never asks; everything else asks one of these,
/// so that a test can turn it.
class Clock {
  public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    /// The wall clock (CLOCK_REALTIME). It may step in either direction.
    [[nodiscard]] virtual Instant now() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
  public:
    [[nodiscard]] Instant now() const override;
};

}  // namespace tasksched::time
