#include "common/time/clock.h"

namespace tasksched::time {

Instant SystemClock::now() const {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace tasksched::time
