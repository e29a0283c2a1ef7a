#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "common/base/error.h"
#include "common/base/unique_fd.h"

namespace tasksched::ipc {

/// The lock that keeps a second daemon off a store. It is held as long as the object lives and is
/// gone with the process, however that ends; the file stays. It belongs to the open file, so a fork
/// into the background takes it along; programs that the daemon executes do not get it.
class DaemonLock {
  public:
    /// Takes the lock and writes this process's pid into the file. Waits up to two seconds where
    /// the daemon that took it is dead and what it had just forked is about to let go. kFailed,
    /// naming the pid of the holder, where another daemon has it; kFailed also where `path` is a
    /// link or cannot be locked. The file is made with mode 0600.
    static base::Result<DaemonLock> acquire(const std::string& path);

    /// Writes the process's pid anew: after a fork into the background.
    base::Result<void> write_pid() const;

    /// Writes where the holder listens, a path, behind its pid.
    base::Result<void> write_address(const std::string& address) const;

  private:
    explicit DaemonLock(base::UniqueFd fd, std::string path)
        : fd_(std::move(fd)), path_(std::move(path)) {}

    base::UniqueFd fd_;
    std::string path_;
};

/// The pid of the daemon that holds the lock at `path`; none where no daemon runs. kTryAgain where
/// one is just about to start and has not written its pid yet.
base::Result<std::optional<std::int64_t>> running_daemon(const std::string& path);

/// Where the holder of the lock at `path` listens; none where nobody holds it, or its holder has
/// not said so.
std::optional<std::string> address_of_holder(const std::string& path);

}  // namespace tasksched::ipc
