#pragma once

#include <sys/types.h>

#include <chrono>

namespace tasksched::bench {

/// What a process uses of the machine, as proc(5) tells.
struct ProcessUse {
    std::chrono::milliseconds cpu{0};  ///< its own, since its start; in steps of 10 ms
    long resident_kib = 0;
    long descriptors = 0;  ///< open ones
    long children = 0;     ///< that are alive
    long zombies = 0;      ///< children that have ended and that it has not waited for
};

/// Throws std::runtime_error where there is no such process.
ProcessUse use_of(pid_t pid);

}  // namespace tasksched::bench
