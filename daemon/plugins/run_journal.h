#pragma once

#include <asio/awaitable.hpp>
#include <vector>

#include "common/base/error.h"
#include "common/model/run_item.h"

namespace tasksched::daemon {

/// The durable record of a run's parts, for the plugin that carries the run out. It belongs to one
/// attempt and is gone with it.
class RunJournal {
  public:
    RunJournal() = default;
    RunJournal(const RunJournal&) = delete;
    RunJournal& operator=(const RunJournal&) = delete;
    virtual ~RunJournal() = default;

    /// The parts as earlier attempts, also of earlier daemons, have left them; in order.
    virtual asio::awaitable<base::Result<std::vector<model::RunItem>>> items() = 0;

    /// Writes the parts, new or changed, and returns once that is durable; waits for a store that
    /// is down. kFailed where the run is not this attempt's any more, or where the daemon stops:
    /// nothing may be sent then.
    virtual asio::awaitable<base::Result<void>> record(std::vector<model::RunItem> items) = 0;
};

}  // namespace tasksched::daemon
