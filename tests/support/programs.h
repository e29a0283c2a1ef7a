#pragma once

#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/temporary_home.h"

namespace tasksched::support {

/// The programs of this build.
std::string tasksched_program();
std::string taskschedd_program();

/// The real `tasksched`, ready to run with a home of its own: HOME is `home`, nothing else of the
/// caller's environment reaches it.
ProcessSpec tasksched_spec(const TemporaryHome& home, std::vector<std::string> arguments,
                           std::string standard_input = {});

/// Runs it to its end.
ProcessResult run_tasksched(const TemporaryHome& home, std::vector<std::string> arguments,
                            std::string standard_input = {});

}  // namespace tasksched::support
