#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/session.h"
#include "common/base/error.h"
#include "common/ipc/store_trouble.h"
#include "common/store/reader.h"

namespace tasksched::cli::commands {

/// How the daemon and the store are, for `status`.
struct Health {
    std::string store;                         ///< as --store takes it
    std::optional<std::int64_t> daemon;        ///< its pid; none: it does not run
    std::optional<store::Totals> totals;       ///< none: there is no store yet, or it is busy
    std::optional<ipc::StoreTrouble> trouble;  ///< the daemon's word on a store that fails
    std::optional<std::int64_t> writer;        ///< the pid of who keeps others from writing
    time::Instant now{};
    std::vector<std::string> problems;  ///< a line each; none: all is well
};

/// Looks at both. A store that is busy is a problem, not an error: the one that holds it is named.
base::Result<Health> examine(Session& session);

/// How long the oldest run of the queue has waited; none where none waits.
std::optional<std::chrono::seconds> lag_of(const store::Totals::Queue& queue, time::Instant now);

}  // namespace tasksched::cli::commands
