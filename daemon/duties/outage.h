#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "common/ipc/store_trouble.h"
#include "common/time/clock.h"
#include "daemon/dispatch/attempts.h"
#include "daemon/dispatch/store_queue.h"

namespace tasksched::daemon {

/// The duty that tells of a store that fails: the log when that begins, when nothing can be written
/// any more, and when it is over, each once; and `status` all the while. It is over when the store
/// has worked for some seconds.
class Outage {
  public:
    /// `store` and `attempts` outlive it.
    Outage(asio::io_context& loop, const StoreQueue& store, const Attempts& attempts,
           const time::Clock& clock, ipc::TroubleNote note);

    /// The store failed, once more.
    void failed();

    /// The store went down, or can be written again.
    void changed();

  private:
    asio::awaitable<void> follow();
    void look();
    void tell_end() const;

    asio::io_context& loop_;
    const StoreQueue& store_;
    const Attempts& attempts_;
    const time::Clock& clock_;
    ipc::TroubleNote note_;
    asio::steady_timer next_look_;
    bool active_ = false;
    bool told_ = false;  ///< the log of this one
    bool told_down_ = false;
    std::int64_t before_ = 0;  ///< how many failures there were before this outage
    std::size_t most_held_ = 0;
    time::Instant since_{};
    time::Instant last_{};
    std::chrono::steady_clock::time_point last_failure_;
};

}  // namespace tasksched::daemon
