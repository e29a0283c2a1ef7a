#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/thread_pool.hpp>
#include <functional>

namespace tasksched::daemon {

/// A thread for what would hold up the loop.
class Worker {
  public:
    explicit Worker(asio::io_context& loop) : loop_(loop) {}
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Waits for what is being carried out; what has not begun is dropped.
    ~Worker();

    /// Runs `work` on the thread, after what was given to it before, and returns on the loop. The
    /// work goes on where nobody waits for it any more: it must own what it uses.
    asio::awaitable<void> run(const std::function<void()>& work);

  private:
    asio::io_context& loop_;
    asio::thread_pool thread_{1};
};

}  // namespace tasksched::daemon
