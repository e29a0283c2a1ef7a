#pragma once

#include <chrono>
#include <thread>

namespace tasksched::support {

/// How long a test waits for what should be there in an instant: long enough for a loaded machine.
inline constexpr std::chrono::milliseconds kPatience{20'000};

/// Waits until `condition()` is true, asking every 5 ms; false where it still is not at the
/// deadline. It is asked at least once, and once more at the end.
template <typename Condition>
bool eventually(Condition&& condition, std::chrono::milliseconds deadline = kPatience) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= end) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

}  // namespace tasksched::support
