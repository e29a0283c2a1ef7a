#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "common/base/unique_fd.h"
#include "common/model/ids.h"
#include "common/time/clock.h"
#include "daemon/dispatch/dispatcher.h"
#include "daemon/dispatch/store_queue.h"
#include "daemon/duties/claiming.h"
#include "daemon/scheduler/scheduler.h"

namespace tasksched::daemon {

/// The duty that notices what others change in the store: a datagram on the wake socket says so at
/// once, and the store is asked every second in case one was lost. What is new is read by its
/// revision and handed to the scheduler and the dispatcher.
class Watch {
  public:
    /// `reopen` is called where the store's file was replaced or deleted; its coroutine returns
    /// once the daemon works on the new one.
    struct Events {
        std::function<asio::awaitable<void>(const base::Error&)> reopen;
    };

    Watch(asio::io_context& loop, base::UniqueFd wake_socket, StoreQueue& store,
          Scheduler& scheduler, Dispatcher& dispatcher, Claiming& claiming,
          const time::Clock& clock, Events events);

    /// Goes on until stop().
    asio::awaitable<void> run();
    void stop();

    /// Looks once, and reads what has changed, if anything has. What could not be read is read at
    /// the next look, whether more has changed or not.
    asio::awaitable<void> look();

    /// Reads what has changed since the last time, or, at first, how far the store has come.
    asio::awaitable<base::Result<void>> load_changes();

    /// The daemon has itself changed the store for somebody: it is looked at as after a wake.
    void note_change();

    /// Forgets how far the store had come: it is another one now.
    void start_over() { seen_.reset(); }

  private:
    struct News;

    asio::awaitable<void> listen();
    asio::awaitable<void> rearm(std::vector<model::Task> stalled);

    asio::io_context& loop_;
    asio::posix::stream_descriptor wake_socket_;
    asio::steady_timer pause_;
    StoreQueue& store_;
    Scheduler& scheduler_;
    Dispatcher& dispatcher_;
    Claiming& claiming_;
    const time::Clock& clock_;
    Events events_;
    std::optional<model::Revision> seen_;
    bool behind_ = false;  ///< what changed could not be read, or what it asks for not be done
    bool told_ = false;    ///< of a change that the store does not count as another's
    bool woken_ = false;   ///< a wake came while nobody waited for one
    bool stopped_ = false;
};

}  // namespace tasksched::daemon
