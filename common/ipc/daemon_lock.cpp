#include "common/ipc/daemon_lock.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <climits>
#include <string_view>
#include <thread>

#include "common/base/text.h"

namespace tasksched::ipc {

namespace {

/// The bytes of the file that are locked. The first keeps other daemons out; the second is locked
/// once the pid is written, so that nobody takes the pid of an earlier daemon for this one's.
constexpr off_t kDaemonByte = 0;
constexpr off_t kPidByte = 1;

/// The pid is written with a fixed width, in one piece, so that no reader sees half of it.
constexpr std::size_t kPidLine = 21;

tl::unexpected<base::Error> failed(std::string_view what, const std::string& path, int error) {
    return base::fail(base::ErrorCode::kFailed, "cannot {} the daemon's lock {}: {}", what,
                      base::quoted(path), base::system_error_text(error));
}

struct flock lock_of(off_t byte, short type) {
    struct flock lock {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    lock.l_start = byte;
    lock.l_len = 1;
    return lock;
}

/// A child that the last daemon had forked and that has not executed its program yet holds the lock
/// for a moment longer than the daemon lived.
constexpr std::chrono::milliseconds kInheritedFor{2000};
constexpr std::chrono::milliseconds kBetweenTries{5};

/// Locks belong to the open file (fcntl_locking(2), 'Open file description locks'), not to the
/// process: closing another descriptor of the file does not drop them.
bool lock_byte(int fd, off_t byte) {
    struct flock lock = lock_of(byte, F_WRLCK);
    return ::fcntl(fd, F_OFD_SETLK, &lock) == 0;
}

base::Result<bool> is_locked(int fd, off_t byte, const std::string& path) {
    struct flock lock = lock_of(byte, F_RDLCK);
    if (::fcntl(fd, F_OFD_GETLK, &lock) != 0) {
        return failed("look at", path, errno);
    }
    return lock.l_type != F_UNLCK;
}

std::optional<std::int64_t> read_pid(int fd) {
    std::array<char, kPidLine> line{};
    const ssize_t size = ::pread(fd, line.data(), line.size(), 0);
    if (size <= 0) {
        return std::nullopt;
    }
    const auto pid = base::parse_integer(
        base::trim(std::string_view(line.data(), static_cast<std::size_t>(size))));
    return pid && *pid > 0 ? pid : std::nullopt;
}

/// The pid of the daemon that holds the lock, if it has written it.
std::optional<std::int64_t> holder_of(int fd, const std::string& path) {
    return is_locked(fd, kPidByte, path).value_or(false) ? read_pid(fd) : std::nullopt;
}

bool is_dead(std::optional<std::int64_t> pid) {
    return pid && ::kill(static_cast<pid_t>(*pid), 0) != 0 && errno == ESRCH;
}

/// Takes the lock from what a dead daemon left behind; at once where nobody or a living one has it.
/// Returns whether it is taken; where it is not, errno says why.
bool lock_after_the_dead(int fd, const std::string& path) {
    for (auto waited = std::chrono::milliseconds::zero();; waited += kBetweenTries) {
        if (lock_byte(fd, kDaemonByte)) {
            return true;
        }
        const int error = errno;
        if (waited >= kInheritedFor || !is_dead(holder_of(fd, path))) {
            errno = error;
            return false;
        }
        std::this_thread::sleep_for(kBetweenTries);
    }
}

tl::unexpected<base::Error> refuse_second(int fd, const std::string& path) {
    const auto pid = holder_of(fd, path);
    if (!pid) {
        return base::fail(base::ErrorCode::kFailed,
                          "a daemon runs on this store already (it holds {})", base::quoted(path));
    }
    return base::fail(base::ErrorCode::kFailed,
                      "a daemon runs on this store already: pid {} (it holds {})", *pid,
                      base::quoted(path));
}

}  // namespace

base::Result<DaemonLock> DaemonLock::acquire(const std::string& path) {
    base::UniqueFd fd(
        ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
    if (!fd) {
        return failed("open", path, errno);
    }
    if (!lock_after_the_dead(fd.get(), path)) {
        if (errno == EAGAIN || errno == EACCES) {
            return refuse_second(fd.get(), path);
        }
        return failed("take", path, errno);
    }
    DaemonLock lock(std::move(fd), path);
    if (auto written = lock.write_pid(); !written) {
        return tl::unexpected(written.error());
    }
    if (!lock_byte(lock.fd_.get(), kPidByte)) {
        return failed("take", path, errno);
    }
    return lock;
}

base::Result<void> DaemonLock::write_pid() const {
    const std::string line = fmt::format("{:<{}}\n", ::getpid(), kPidLine - 1);
    if (::pwrite(fd_.get(), line.data(), line.size(), 0) != static_cast<ssize_t>(line.size())) {
        return failed("write to", path_, errno);
    }
    return {};
}

base::Result<void> DaemonLock::write_address(const std::string& address) const {
    const std::string line = address + '\n';
    const auto size = static_cast<ssize_t>(line.size());
    if (::pwrite(fd_.get(), line.data(), line.size(), kPidLine) != size ||
        ::ftruncate(fd_.get(), static_cast<off_t>(kPidLine) + size) != 0) {
        return failed("write to", path_, errno);
    }
    return {};
}

std::optional<std::string> address_of_holder(const std::string& path) {
    const base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!fd || !is_locked(fd.get(), kPidByte, path).value_or(false)) {
        return std::nullopt;
    }
    std::string line(PATH_MAX, '\0');
    const ssize_t size = ::pread(fd.get(), line.data(), line.size(), kPidLine);
    line.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    const std::size_t end = line.find('\n');
    if (end == std::string::npos || end == 0) {
        return std::nullopt;
    }
    line.resize(end);
    return line;
}

base::Result<std::optional<std::int64_t>> running_daemon(const std::string& path) {
    const base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!fd) {
        if (errno == ENOENT) {
            return std::nullopt;
        }
        return failed("open", path, errno);
    }
    const auto runs = is_locked(fd.get(), kDaemonByte, path);
    if (!runs) {
        return tl::unexpected(runs.error());
    }
    if (!*runs) {
        return std::nullopt;
    }
    const auto written = is_locked(fd.get(), kPidByte, path);
    if (!written) {
        return tl::unexpected(written.error());
    }
    const auto pid = *written ? read_pid(fd.get()) : std::nullopt;
    if (!pid) {
        return base::fail(base::ErrorCode::kTryAgain, "a daemon is just starting or stopping ({})",
                          base::quoted(path));
    }
    return pid;
}

}  // namespace tasksched::ipc
