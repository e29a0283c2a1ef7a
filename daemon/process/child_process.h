#pragma once

#include <sys/types.h>

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <tl/expected.hpp>

namespace tasksched::daemon {

/// How a child ended and what it used, with the children that it waited for itself.
struct ChildEnd {
    std::optional<int> exit_code;  ///< none where a signal ended it
    std::optional<int> signal;
    bool core_dumped = false;
    std::chrono::microseconds cpu_time{0};
    std::int64_t peak_memory_bytes = 0;
};

/// A child of this process that leads a process group of its own. Until it is reaped its pid, and
/// with it the group's number, cannot belong to anybody else; so signals are safe until then. The
/// destructor lets go of it and leaves it running.
class ChildProcess {
  public:
    /// Takes over the child `pid`, not reaped yet. The error is errno.
    static tl::expected<ChildProcess, int> watch(const asio::any_io_executor& loop, pid_t pid);

    [[nodiscard]] pid_t pid() const { return pid_; }

    /// Sends a signal to the whole group, as far as that still exists. Not after reap().
    void signal_group(int signal) const;

    /// Whether the child has ended. Not after reap().
    [[nodiscard]] bool has_ended() const;

    /// Returns once the child has ended. It stays a zombie until reap().
    asio::awaitable<void> ended();

    /// After ended(), once: frees the pid and tells how it ended. Waits where a debugger has the
    /// first claim to the child's status.
    asio::awaitable<ChildEnd> reap();

  private:
    ChildProcess(const asio::any_io_executor& loop, pid_t pid, int pidfd)
        : pid_(pid), pidfd_(loop, pidfd) {}

    pid_t pid_;
    asio::posix::stream_descriptor pidfd_;
};

/// Kills a child and the rest of its group and waits for the child: for one that was started but
/// cannot be watched.
void discard_child(pid_t pid);

}  // namespace tasksched::daemon
