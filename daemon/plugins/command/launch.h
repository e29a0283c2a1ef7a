#pragma once

#include <sys/types.h>

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "common/model/run.h"

namespace tasksched::daemon {

/// A program to be started, and with what.
struct LaunchSpec {
    std::vector<std::string> argv;         ///< at least the program
    std::vector<std::string> environment;  ///< NAME=VALUE
    std::string
        search_path;        ///< as PATH: where a program without a slash in its name is looked for
    std::string directory;  ///< absolute
    int standard_input = -1;  ///< stay the caller's; both above 2
    int output = -1;          ///< for standard output and standard error
};

/// Why a program was not started: kTransient where the system was short of something, kPermanent
/// where the next attempt would end the same. `detail` is a line for people.
struct LaunchFailure {
    model::Outcome outcome = model::Outcome::kPermanent;
    std::string detail;
};

/// Starts the program as child.h describes and returns its pid: a child of this process, leader of
/// a session and group of its own. That the program was not started is told apart from one that
/// exits with 127.
tl::expected<pid_t, LaunchFailure> launch(const LaunchSpec& spec);

/// kTransient for errors that pass: too many processes or open files, no memory.
model::Outcome outcome_of_error(int error);

}  // namespace tasksched::daemon
