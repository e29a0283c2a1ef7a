#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <optional>

#include "common/model/run.h"

namespace tasksched::daemon {

/// What the owner of an attempt has asked of it; the later ones outrank the earlier ones.
enum class EndRequest {
    kNone,
    kKill,     ///< end it
    kAbandon,  ///< let go of it: what it started goes on without us
};

/// Stands between the owner of one attempt and the plugin that carries it out. Both work on the
/// thread of the loop. The owner keeps it alive until carry_out() has returned.
class AttemptControl {
  public:
    using Started = std::function<void(const model::ProcessIdentity&)>;

    /// `on_started` is called inside carry_out(), as soon as there is a process.
    AttemptControl(const asio::any_io_executor& loop, Started on_started);
    AttemptControl(const AttemptControl&) = delete;
    AttemptControl& operator=(const AttemptControl&) = delete;

    // The owner's side. Asking twice is asking once; a kill after an abandon changes nothing.

    void kill() { request(EndRequest::kKill); }
    void abandon() { request(EndRequest::kAbandon); }

    // The plugin's side.

    [[nodiscard]] EndRequest requested() const { return requested_; }

    /// Calls `told` inside the owner's request, for as long as it lives: for those who wait for
    /// something else besides. `told` only wakes them. One at a time; outlived by the control.
    class Watch {
      public:
        Watch(AttemptControl& control, std::function<void()> told);
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;
        ~Watch() { control_.on_request_ = nullptr; }

      private:
        AttemptControl& control_;
    };

    /// Tells the owner of the attempt's process.
    void started(const model::ProcessIdentity& process);

    /// Returns what is requested once that outranks `than`, or at `deadline` (never where there is
    /// none) what was requested until then. One waiter at a time. Throws asio::system_error where
    /// the coroutine is cancelled, as Asio's own operations do.
    asio::awaitable<EndRequest> wait_for_more(
        EndRequest than, std::optional<std::chrono::steady_clock::time_point> deadline);

  private:
    void request(EndRequest what);

    EndRequest requested_ = EndRequest::kNone;
    asio::steady_timer changed_;
    std::function<void()> on_request_;  ///< of the watch
    Started on_started_;
};

}  // namespace tasksched::daemon
