#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace tasksched::bench {

/// What a bare loop of posix_spawn(3) and waitpid(2), one in flight, takes for `count` programs:
/// the least that starting them costs on this machine.
struct BareLoop {
    std::chrono::nanoseconds taken{0};
    std::chrono::microseconds own_cpu{0};  ///< of the loop itself, its programs left out
};

/// Throws std::runtime_error where the program cannot be run, or fails.
BareLoop bare_loop(const std::vector<std::string>& command, int count);

}  // namespace tasksched::bench
