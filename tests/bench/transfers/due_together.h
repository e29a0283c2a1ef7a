#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "tests/support/daemon_fixture.h"

namespace tasksched::bench {

/// Gives the daemon `count` tasks that are due in the same second, as `batch` writes them for that
/// second of the epoch, and returns the time from then to the last one's record. Throws
/// std::runtime_error where one of them does not succeed.
std::chrono::nanoseconds carry_out_together(support::DaemonFixture& daemon, int count,
                                            const std::function<std::string(std::int64_t)>& batch);

double per_second(int count, std::chrono::nanoseconds taken);

/// The most that the process has had in memory. Throws std::runtime_error where it is gone.
long peak_kib(pid_t pid);

}  // namespace tasksched::bench
