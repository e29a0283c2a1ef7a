#pragma once

#include <sys/types.h>

#include <span>

namespace tasksched::daemon {

/// What a new process does before it is the program, laid out so that nothing is left to do but
/// system calls. All pointers end with a null one where execve(2) wants that.
struct ChildPlan {
    std::span<const char* const> programs;  ///< paths, tried in turn as execvp(3) does
    char* const* argv = nullptr;
    /// For a program that is a script without an interpreter's line: /bin/sh, room for its path,
    /// and the arguments.
    char** script_argv = nullptr;
    char* const* environment = nullptr;
    const char* directory = nullptr;
    int standard_input = -1;  ///< this descriptor and the next are above 2
    int output = -1;          ///< becomes standard output and standard error
    int report = -1;          ///< a pipe that closes on exec; a ChildReport where there was none
};

enum class ChildStep : int { kSession, kDescriptors, kDirectory, kProgram };

/// Why the program was not started.
struct ChildReport {
    ChildStep step = ChildStep::kSession;
    int error = 0;  ///< as errno
};

/// Starts a process that carries out `plan`: a session and process group of its own, signals as a
/// new process expects them, umask 022, at most 1024 open descriptors allowed (or the hard limit,
/// if that is lower) so that select(2) works, only descriptors 0 to 2 open, the directory, the
/// program. Returns its pid, or -1 and errno. The caller's memory is not copied, however large it
/// is: the calling thread waits until the program has started or could not be.
pid_t start_child(const ChildPlan& plan);

}  // namespace tasksched::daemon
