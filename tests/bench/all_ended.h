#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace tasksched::bench {

/// How many runs ended how.
struct Ended {
    std::int64_t succeeded = 0;
    std::int64_t failed = 0;
};

/// Waits until no task of the store is active and no run is under way, with little cost to what it
/// waits for (a look takes a millisecond or less); counts the runs that ended from `since` on.
/// Throws std::runtime_error at the deadline.
Ended wait_until_all_ended(const std::string& store_path,
                           std::chrono::system_clock::time_point since,
                           std::chrono::seconds deadline,
                           std::chrono::milliseconds between_looks = std::chrono::milliseconds(50));

}  // namespace tasksched::bench
