#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <functional>
#include <optional>
#include <vector>

#include "common/base/error.h"
#include "common/model/run.h"
#include "common/model/task.h"
#include "common/time/clock.h"
#include "daemon/dispatch/dispatcher.h"
#include "daemon/dispatch/store_queue.h"

namespace tasksched::daemon {

/// The duty at the daemon's start: runs that stand as running belong to a daemon that is gone. What
/// they came to is hidden, so they become unknown; the task's on-crash policy settles them once the
/// recorded process is gone. Also queues the @reboot tasks, once a boot.
class Recovery {
  public:
    /// `unresolved` is told of each run that is left to a person, and of each that failed by
    /// policy.
    struct Events {
        std::function<void(const model::Task&, const model::Run&)> unresolved;
    };

    Recovery(asio::io_context& loop, StoreQueue& store, Dispatcher& dispatcher,
             const time::Clock& clock, Events events);

    /// Returns when the store tells the truth again. Runs whose process lives on are settled later.
    asio::awaitable<base::Result<void>> run();

  private:
    /// A run that the crash of a daemon hid, with all that is known of it.
    struct Hidden {
        model::Run run;
        std::optional<model::Task> task;
        std::optional<model::ProcessIdentity> process;
    };

    base::Result<std::vector<Hidden>> find_hidden(store::Transaction& transaction,
                                                  const store::Tenure& tenure);
    asio::awaitable<void> settle_when_gone(Hidden hidden);

    asio::io_context& loop_;
    StoreQueue& store_;
    Dispatcher& dispatcher_;
    const time::Clock& clock_;
    Events events_;
};

}  // namespace tasksched::daemon
