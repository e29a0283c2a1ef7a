#pragma once

#include <optional>
#include <string>
#include <variant>

namespace tasksched::daemon {

/// The command line of taskschedd(8).
struct Options {
    std::optional<std::string> config;
    std::optional<std::string> store;
    bool detach = false;
    bool check_connections = false;  ///< in place of running
    bool stop_all = false;  ///< at the stop, commands that still run after the grace are ended too
};

/// What the program does instead of running: it prints `text` and exits with `status`.
struct Answer {
    int status = 0;
    std::string text;  ///< for standard output where status is 0, else for standard error
};

/// Reads the command line; --help, --version and wrong usage are answers.
std::variant<Options, Answer> parse_options(int argc, const char* const* argv);

}  // namespace tasksched::daemon
