#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>
#include <cstddef>
#include <memory>
#include <string>

namespace tasksched::daemon {

/// Users take turns: of each only a few operations are under way at a time, so that the many of
/// one do not hold up the one of another. Of the loop alone.
class Turns {
  public:
    Turns(asio::any_io_executor loop, std::size_t of_one);
    Turns(const Turns&) = delete;
    Turns& operator=(const Turns&) = delete;
    ~Turns();

  private:
    struct State;

  public:
    /// A turn of the user, over when the object is gone.
    class Turn {
      public:
        Turn(std::shared_ptr<State> state, std::string user);
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn();

      private:
        std::shared_ptr<State> state_;
        std::string user_;
    };

    /// Waits for a turn, first come, first served among the user's own; null where the wait was
    /// cancelled.
    asio::awaitable<std::unique_ptr<Turn>> take(std::string user);

  private:
    asio::any_io_executor loop_;
    std::shared_ptr<State> state_;
};

}  // namespace tasksched::daemon
