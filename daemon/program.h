#pragma once

namespace tasksched::daemon {

/// The whole of taskschedd(8), from its command line to its exit status.
int run_program(int argc, const char* const* argv);

}  // namespace tasksched::daemon
