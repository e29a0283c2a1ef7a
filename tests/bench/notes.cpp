#include "tests/bench/notes.h"

#include <cstdint>
#include <sstream>

namespace tasksched::bench {

std::map<std::int64_t, Samples> lateness_by_second(const std::string& notes) {
    std::map<std::int64_t, Samples> seconds;
    std::istringstream lines(notes);
    std::int64_t due = 0;
    std::int64_t started = 0;
    while (lines >> due >> started) {
        seconds[due].push_back(std::chrono::nanoseconds(started) - std::chrono::seconds(due));
    }
    return seconds;
}

Samples lateness(const std::string& notes) {
    Samples all;
    for (const auto& [due, samples] : lateness_by_second(notes)) {
        all.insert(all.end(), samples.begin(), samples.end());
    }
    return all;
}

}  // namespace tasksched::bench
