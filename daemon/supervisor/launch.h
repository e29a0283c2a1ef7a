#pragma once

#include <sys/types.h>

#include <string>
#include <tl/expected.hpp>

#include "common/model/run.h"
#include "daemon/supervisor/protocol/order.h"

namespace tasksched::daemon {

/// What a program reads and writes; both stay the caller's and are above 2.
struct LaunchStreams {
    int standard_input = -1;
    int output = -1;  ///< for standard output and standard error
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
tl::expected<pid_t, LaunchFailure> launch(const Order& order, const LaunchStreams& streams);

/// kTransient for errors that pass: too many processes or open files, no memory.
model::Outcome outcome_of_error(int error);

}  // namespace tasksched::daemon
