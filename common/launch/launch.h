#pragma once

#include <sys/types.h>

#include <atomic>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "common/launch/child.h"
#include "common/launch/program.h"
#include "common/model/run.h"

namespace tasksched::launch {

/// What a program reads and writes; all stay the caller's and are above 2.
struct LaunchStreams {
    int standard_input = -1;
    int output = -1;  ///< standard output
    int error = -1;   ///< standard error
};

/// Why a program was not started: kTransient where the system was short of something, kPermanent
/// where the next attempt would end the same. `detail` is a line for people.
struct LaunchFailure {
    model::Outcome outcome = model::Outcome::kPermanent;
    std::string detail;
};

/// Starts the program as child.h describes and returns its pid: a child of this process, leader of
/// a session and group of its own. That the program was not started, or that one of its limits
/// cannot be set, is told apart from a program that exits with 127.
///
/// A program that runs as a user is never root's: it takes a caller who may switch users, which is
/// what keeps it from starting anywhere else.
///
/// Blocks while the account is looked up, and while the directory or the program cannot be reached.
/// Whoever moves `stage` from kPreparing to kCalledOff meanwhile can be sure that the program does
/// not start.
tl::expected<pid_t, LaunchFailure> launch(const Program& program, const LaunchStreams& streams,
                                          std::atomic<LaunchStage>* stage = nullptr);

/// "cannot WHAT: " and the description of the error, as errno gives it.
LaunchFailure system_failure(std::string_view what, int error);

/// kTransient for errors that pass: too many processes or open files, no memory.
model::Outcome outcome_of_error(int error);

}  // namespace tasksched::launch
