#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>

#include "common/launch/program.h"

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
    launch::Program program;
    std::optional<std::chrono::seconds> timeout;  ///< from the start to the first TERM
    std::chrono::seconds kill_grace{10};          ///< from TERM to KILL
    std::int64_t output_head = 0;  ///< bytes of its output's beginning to be kept; 0: as usual

    friend bool operator==(const Order&, const Order&) = default;
};

}  // namespace tasksched::daemon
