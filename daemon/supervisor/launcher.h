#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <tl/expected.hpp>

#include "common/base/unique_fd.h"
#include "common/launch/launch.h"
#include "common/launch/program.h"

namespace tasksched::daemon {

/// What a program reads and writes, until it has started.
struct ProgramStreams {
    base::UniqueFd input;
    base::UniqueFd output;  ///< standard output and standard error
};

/// Launches programs from a thread of its own, one after the other: the directory or the program of
/// one may be on a file server that does not answer, and then everything else goes on. A launch
/// that takes long leaves its thread to itself, and another thread takes over what comes next.
class Launcher {
  public:
    struct Patience {
        /// After so long another thread takes over.
        std::chrono::milliseconds until_relief{100};
        /// After so long a launch is called off, as long as the program was not reached yet: one
        /// that was is waited for, since it may start at any moment.
        std::chrono::milliseconds until_called_off{30'000};
        /// Not more threads than this wait for file servers; then launches wait as well.
        std::size_t threads = 64;
    };

    Launcher(asio::io_context& loop, Patience patience);
    explicit Launcher(asio::io_context& loop) : Launcher(loop, Patience{}) {}
    Launcher(const Launcher&) = delete;
    Launcher& operator=(const Launcher&) = delete;

    /// Ends the threads; one that waits for a file server ends with the process.
    ~Launcher();

    /// As launch::launch(); kTransient where it was called off. On the loop.
    asio::awaitable<tl::expected<pid_t, launch::LaunchFailure>> launch(launch::Program program,
                                                                       ProgramStreams streams);

  private:
    struct Job;
    struct Waiting;
    struct Queue;
    class WaitsFor;
    class Worker;

    void hire();
    void relieve();
    [[nodiscard]] bool is_overdue(const Job& job) const;
    void let_go();

    asio::io_context& loop_;
    Patience patience_;
    std::shared_ptr<Queue> queue_;
    std::list<std::unique_ptr<Worker>> workers_;  ///< the last one takes what comes next
};

}  // namespace tasksched::daemon
