#pragma once

#include <chrono>

namespace tasksched::daemon {

/// How long the next launch waits for the last one to end, where many are to be launched. Programs
/// that start side by side take twice the time of their starts one after the other (measured on two
/// cores: they contend for the page tables), so short ones are launched one at a time. Programs
/// that take longer are not waited for: after one that did not end in time the next 1, 2, 4, ... 64
/// are launched at once before another one is waited for.
class Pacing {
  public:
    static constexpr std::chrono::milliseconds kLongest{10};

    /// The pause after a launch.
    [[nodiscard]] std::chrono::milliseconds next_pause() {
        if (unpaced_ == 0) {
            return kLongest;
        }
        --unpaced_;
        return std::chrono::milliseconds(0);
    }

    /// What came of a pause that was longer than 0.
    void ended_in_time() { backoff_ = 1; }
    void took_longer() {
        unpaced_ = backoff_;
        backoff_ = backoff_ < kMostUnpaced ? backoff_ * 2 : kMostUnpaced;
    }

  private:
    static constexpr int kMostUnpaced = 64;

    int unpaced_ = 0;
    int backoff_ = 1;
};

}  // namespace tasksched::daemon
