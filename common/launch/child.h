#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <atomic>
#include <optional>
#include <span>

#include "common/launch/account.h"

namespace tasksched::launch {

/// A limit of setrlimit(2).
struct ResourceLimit {
    decltype(RLIMIT_CPU) resource = RLIMIT_CPU;
    rlimit value{};
};

/// How far a launch has come, and whether it still goes on: whoever moves it on from kPreparing
/// wins.
enum class LaunchStage : int {
    kPreparing,
    kReached,    ///< the program starts at any moment, or could not be
    kCalledOff,  ///< it will not start
};

/// What a new process does before it is the program, laid out so that nothing is left to do but
/// system calls. All pointers end with a null one where execve(2) wants that.
struct ChildPlan {
    std::span<const char* const> programs;  ///< paths, tried in turn as execvp(3) does
    char* const* argv = nullptr;
    /// For a program that is a script without an interpreter's line: /bin/sh, room for its path,
    /// and the arguments.
    char** script_argv = nullptr;
    char* const* environment = nullptr;
    const Identity* identity = nullptr;  ///< whom the program runs as; null: as the caller
    const char* directory = nullptr;
    int standard_input = -1;  ///< this descriptor and the next two are above 2
    int output = -1;          ///< becomes standard output
    int error = -1;           ///< becomes standard error
    int report = -1;          ///< a pipe that closes on exec; a ChildReport where there was none
    mode_t umask = 022;
    std::optional<int> nice;                    ///< none: that of the caller
    std::span<const ResourceLimit> limits;      ///< in the order in which they are set
    std::atomic<LaunchStage>* stage = nullptr;  ///< null: nobody calls it off
};

enum class ChildStep : int {
    kSession,
    kDescriptors,
    kIdentity,
    kDirectory,
    kNice,
    kLimit,
    kStage,
    kProgram
};

/// Why the program was not started.
struct ChildReport {
    ChildStep step = ChildStep::kSession;
    int error = 0;  ///< as errno
    int limit = 0;  ///< with kLimit: its place among the plan's
};

/// Starts a process that carries out `plan`: a session and process group of its own, signals as a
/// new process expects them, the umask, only descriptors 0 to 2 open, the identity, and as that
/// one the directory, the niceness, the limits, the program. Unless the plan limits them, at most
/// 1024 open descriptors are allowed (or the hard limit, if that is lower), so that select(2)
/// works. Returns its pid, or -1 and errno. The caller's memory is not copied, however large it is:
/// the calling thread waits until the program has started or could not be.
pid_t start_child(const ChildPlan& plan);

}  // namespace tasksched::launch
