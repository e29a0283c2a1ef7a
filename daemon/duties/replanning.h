#pragma once

#include <asio/awaitable.hpp>

#include "common/base/error.h"
#include "common/schedule/calendars.h"
#include "common/time/clock.h"
#include "daemon/dispatch/store_queue.h"

namespace tasksched::daemon {

/// The duty at the daemon's start, and when its calendars change: tasks whose occurrences calendars
/// move to other days get the next time that the calendars of now give them. No other tasks are
/// looked at: what is skipped on excluded days is decided when it is due. Nothing may be claimed
/// meanwhile.
class Replanning {
  public:
    Replanning(StoreQueue& store, const time::Clock& clock) : store_(store), clock_(clock) {}

    /// Returns when the store has the next times of all such tasks. One that names a calendar which
    /// these lack is left as it is.
    asio::awaitable<base::Result<void>> run(const schedule::Calendars& calendars);

  private:
    struct Page;

    base::Result<void> replan_page(store::Transaction& transaction,
                                   const schedule::Calendars& calendars, Page& page) const;

    StoreQueue& store_;
    const time::Clock& clock_;
};

}  // namespace tasksched::daemon
