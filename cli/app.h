#pragma once

#include <span>
#include <string>

namespace tasksched::cli {

/// The `tasksched` command: carries out `arguments`, which do not hold the program's name, and
/// returns the exit status (CLI.md). Results go to standard output, all else to standard error.
int run_app(std::span<const std::string> arguments);

}  // namespace tasksched::cli
