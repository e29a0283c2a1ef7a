#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tests/support/process.h"

namespace tasksched::bench {

/// A whole process, timed.
struct TimedProcess {
    std::chrono::nanoseconds taken{0};  ///< from before it is made until its end is known
    std::string error_output;           ///< its standard error
};

/// Runs a program with `input` as its standard input and its standard output dropped, in as few
/// steps as can be, so that what is measured is the program. Throws std::runtime_error where it
/// does not exit with 0.
TimedProcess run_timed(const std::vector<std::string>& words,
                       const support::Environment& environment, const std::string& input = {});

}  // namespace tasksched::bench
