#pragma once

#include <functional>

#include "common/time/clock.h"
#include "daemon/dispatch/starting.h"
#include "daemon/dispatch/store_queue.h"
#include "daemon/plugins/result_keeper.h"

namespace tasksched::daemon {

/// The keeper of one attempt's result, in the store.
class StoreKeeper final : public ResultKeeper {
  public:
    /// Returns once the work is durable, true; or false where the daemon stops before.
    using Persist = std::function<asio::awaitable<bool>(const StoreQueue::Write&)>;

    /// `run` and `clock` must outlive it.
    StoreKeeper(const StartedRun& run, const time::Clock& clock, Persist persist)
        : run_(run), clock_(clock), persist_(std::move(persist)) {}

    asio::awaitable<base::Result<std::optional<model::KeptResult>>> kept() override;
    asio::awaitable<base::Result<void>> keep(model::AttemptResult result,
                                             std::vector<model::RunItem> items) override;

  private:
    const StartedRun& run_;
    const time::Clock& clock_;
    Persist persist_;
};

}  // namespace tasksched::daemon
