#include "tests/bench/notes.h"

#include <cstdint>
#include <sstream>

namespace tasksched::bench {

Samples lateness(const std::string& notes) {
    Samples samples;
    std::istringstream lines(notes);
    std::int64_t due = 0;
    std::int64_t started = 0;
    while (lines >> due >> started) {
        samples.push_back(std::chrono::nanoseconds(started) - std::chrono::seconds(due));
    }
    return samples;
}

}  // namespace tasksched::bench
