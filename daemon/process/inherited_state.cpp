#include "daemon/process/inherited_state.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace tasksched::daemon {
namespace {

using base::Result;

constexpr int kFirstOther = 3;

tl::unexpected<base::Error> failed(const char* what, int error) {
    return base::fail(base::ErrorCode::kFailed, "cannot {}: {}", what,
                      base::system_error_text(error));
}

/// The lowest free number is what open(2) returns, so three opens at most fill the gaps.
Result<void> open_standard_descriptors() {
    for (;;) {
        const int fd = ::open("/dev/null", O_RDWR | O_CLOEXEC);
        if (fd < 0) {
            return failed("open /dev/null", errno);
        }
        if (fd >= kFirstOther) {
            ::close(fd);
            return {};
        }
        if (::fcntl(fd, F_SETFD, 0) != 0) {
            return failed("keep a standard descriptor open", errno);
        }
    }
}

Result<void> reset_signals() {
    struct sigaction action {};
    action.sa_handler = SIG_IGN;
    if (::sigaction(SIGPIPE, &action, nullptr) != 0) {
        return failed("ignore SIGPIPE", errno);
    }
    action.sa_handler = SIG_DFL;
    if (::sigaction(SIGCHLD, &action, nullptr) != 0) {
        return failed("reset SIGCHLD", errno);
    }
    sigset_t none;
    ::sigemptyset(&none);
    if (const int error = ::pthread_sigmask(SIG_SETMASK, &none, nullptr); error != 0) {
        return failed("unblock signals", error);
    }
    return {};
}

}  // namespace

Result<void> reset_inherited_state() {
    if (auto opened = open_standard_descriptors(); !opened) {
        return opened;
    }
    if (::close_range(kFirstOther, ~0U, CLOSE_RANGE_CLOEXEC) != 0) {
        return failed("close inherited descriptors on exec (Linux 5.11 or newer is needed)", errno);
    }
    return reset_signals();
}

Result<std::uint64_t> raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return failed("read the limit of open descriptors", errno);
    }
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return failed("raise the limit of open descriptors", errno);
    }
    return limit.rlim_cur;
}

}  // namespace tasksched::daemon
