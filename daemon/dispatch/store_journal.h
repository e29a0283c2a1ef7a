#pragma once

#include <functional>

#include "daemon/dispatch/starting.h"
#include "daemon/dispatch/store_queue.h"
#include "daemon/plugins/run_journal.h"

namespace tasksched::daemon {

/// The journal of one attempt, in the store: what several attempts record at a time shares a
/// commit.
class StoreJournal final : public RunJournal {
  public:
    /// Returns once the work is durable, true; or false where the daemon stops before.
    using Persist = std::function<asio::awaitable<bool>(const StoreQueue::Write&)>;

    /// `run` must outlive it.
    StoreJournal(const StartedRun& run, Persist persist)
        : run_(run), persist_(std::move(persist)) {}

    asio::awaitable<base::Result<std::vector<model::RunItem>>> items() override;
    asio::awaitable<base::Result<void>> record(std::vector<model::RunItem> items) override;

  private:
    const StartedRun& run_;
    Persist persist_;
};

}  // namespace tasksched::daemon
