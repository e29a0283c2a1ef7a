#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tasksched::daemon {

/// Names one attempt between the daemon and its supervisor.
struct AttemptKey {
    std::int64_t run = 0;  ///< a run's id; below 0: an errand of the daemon's own
    int attempt = 1;

    friend auto operator<=>(const AttemptKey&, const AttemptKey&) = default;
};

/// A program to be carried out for one attempt.
struct Order {
    AttemptKey key;
    std::vector<std::string> argv;         ///< at least the program
    std::vector<std::string> environment;  ///< NAME=VALUE, all of it
    std::string
        search_path;        ///< as PATH: where a program without a slash in its name is looked for
    std::string directory;  ///< absolute
    std::optional<std::string> standard_input;    ///< none: /dev/null
    std::optional<std::chrono::seconds> timeout;  ///< from the start to the first TERM
    std::chrono::seconds kill_grace{10};          ///< from TERM to KILL

    friend bool operator==(const Order&, const Order&) = default;
};

}  // namespace tasksched::daemon
