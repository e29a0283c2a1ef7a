#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <vector>

#include "common/base/error.h"
#include "common/model/kept_result.h"

namespace tasksched::daemon {

/// Keeps what the program of a run came to, for a plugin that goes on after it. It belongs to one
/// attempt and is gone with it.
class ResultKeeper {
  public:
    ResultKeeper() = default;
    ResultKeeper(const ResultKeeper&) = delete;
    ResultKeeper& operator=(const ResultKeeper&) = delete;
    virtual ~ResultKeeper() = default;

    /// What this attempt, or one before it, also of an earlier daemon, has kept; none where the
    /// program is to be run. kFailed where it cannot be read, or the daemon stops.
    virtual asio::awaitable<base::Result<std::optional<model::KeptResult>>> kept() = 0;

    /// Writes the result, its output, and the run's parts that come after it, and returns once that
    /// is durable; waits for a store that is down. kFailed where the run is not this attempt's any
    /// more, or where the daemon stops.
    virtual asio::awaitable<base::Result<void>> keep(model::AttemptResult result,
                                                     std::vector<model::RunItem> items) = 0;
};

}  // namespace tasksched::daemon
