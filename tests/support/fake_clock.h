#pragma once

#include <chrono>

#include "common/time/clock.h"

namespace tasksched::support {

/// A clock that stands still until a test turns it.
class FakeClock final : public time::Clock {
  public:
    explicit FakeClock(time::Instant now) : now_(now) {}

    [[nodiscard]] time::Instant now() const override { return now_; }

    void set(time::Instant now) { now_ = now; }
    void advance(std::chrono::microseconds by) { now_ += by; }

  private:
    time::Instant now_;
};

}  // namespace tasksched::support
