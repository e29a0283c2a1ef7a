#pragma once

#include <string>

namespace tasksched::daemon {

/// How a query of the store is run: by the command of this installation, as a program like others,
/// so that what a query takes is taken from a process of its own.
struct QueryProgram {
    std::string program;  ///< the command's path
    std::string store;    ///< as --store takes it
};

/// The command that belongs to this daemon: beside it, or where it is installed.
std::string find_command_program();

}  // namespace tasksched::daemon
