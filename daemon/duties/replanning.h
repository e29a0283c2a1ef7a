#pragma once

#include <asio/awaitable.hpp>

#include <string>

#include "common/base/error.h"
#include "common/schedule/calendars.h"
#include "common/time/clock.h"
#include "daemon/dispatch/store_queue.h"

namespace tasksched::daemon {

/// Why next times that stand in the store may be wrong by now, and of which tasks.
enum class Doubt {
    kCalendars,  ///< those that calendars move to other days, which may be others now
    kZones,      ///< all: the rules of their zones may have changed
    kClock,  ///< all: the clock was set back, and what waits for the time it showed waits too long
};

/// The duty at the daemon's start, and when calendars, zones or the clock change: tasks get the
/// next time that those of now give them, and waiting runs come no later than their backoff allows.
/// What is skipped on excluded days needs no look: it is decided when it is due. Nothing may be
/// claimed meanwhile.
class Replanning {
  public:
    Replanning(StoreQueue& store, const time::Clock& clock) : store_(store), clock_(clock) {}

    /// Returns when the store has the next times of all such tasks. One that names a calendar which
    /// these lack is left as it is.
    asio::awaitable<base::Result<void>> run(const schedule::Calendars& calendars, Doubt doubt);

    /// What the daemon does at its start, when nothing is claimed yet: looks whether calendars, the
    /// rules of zones, or the clock make other times than those of the daemon before.
    asio::awaitable<base::Result<void>> run_at_start(const schedule::Calendars& calendars);

    /// Looks whether the rules of zones have changed; if so, zones are loaded anew from now on, and
    /// run() with kZones is due.
    bool zones_changed();

  private:
    struct Page;

    base::Result<void> replan_page(store::Transaction& transaction,
                                   const schedule::Calendars& calendars, Doubt doubt,
                                   Page& page) const;
    asio::awaitable<base::Result<void>> hasten_attempts();
    asio::awaitable<base::Result<void>> note_zone_rules();

    StoreQueue& store_;
    const time::Clock& clock_;
    std::string zone_rules_;  ///< those of the zones that are loaded
};

}  // namespace tasksched::daemon
