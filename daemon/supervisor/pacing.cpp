#include "daemon/supervisor/pacing.h"

#include <algorithm>

namespace tasksched::daemon {

std::chrono::milliseconds Pacing::pause_after(Instant now) {
    ++launched_;
    if (launched_ == kSettling) {
        settled_at_ = now;
    } else if (launched_ == kWindow) {
        decide((now - settled_at_) / (kWindow - kSettling));
    }
    return way_ == kApart ? kLongest : std::chrono::milliseconds(0);
}

void Pacing::took_longer() {
    if (way_ == kApart) {
        decide(std::chrono::nanoseconds::max());
    }
}

/// The window is over: what a launch of it cost decides on the way of the next one.
void Pacing::decide(std::chrono::nanoseconds cost) {
    cost_[way_] = cost;
    launched_ = 0;
    const bool other_is_quicker = !cost_[other()] || *cost_[other()] < cost;
    if (trying_) {
        trying_ = false;
        windows_ = 0;
        try_after_ = other_is_quicker ? std::min(try_after_ * 2, kLastTry) : kFirstTry;
        way_ = other_is_quicker ? other() : way_;
    } else if (other_is_quicker || ++windows_ >= try_after_) {
        trying_ = true;
        way_ = other();
    }
}

}  // namespace tasksched::daemon
