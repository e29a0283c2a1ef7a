#include "daemon/process/child_process.h"

#include <sys/resource.h>
#include <sys/wait.h>

#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <cerrno>
#include <csignal>

#include "common/base/check.h"
#include "daemon/process/pidfd.h"

namespace tasksched::daemon {
namespace {

constexpr std::chrono::milliseconds kDebuggerPause{20};

std::chrono::microseconds duration_of(const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

ChildEnd describe_end(int status, const rusage& usage) {
    ChildEnd end;
    if (WIFSIGNALED(status)) {
        end.signal = WTERMSIG(status);
        end.core_dumped = WCOREDUMP(status);
    } else {
        end.exit_code = WEXITSTATUS(status);
    }
    end.cpu_time = duration_of(usage.ru_utime) + duration_of(usage.ru_stime);
    end.peak_memory_bytes = std::int64_t{usage.ru_maxrss} * 1024;  // getrusage(2): kilobytes
    return end;
}

}  // namespace

tl::expected<ChildProcess, int> ChildProcess::watch(const asio::any_io_executor& loop, pid_t pid) {
    base::UniqueFd pidfd = open_pidfd(pid);
    if (!pidfd) {
        return tl::unexpected(errno);
    }
    return ChildProcess(loop, pid, pidfd.release());
}

void ChildProcess::signal_group(int signal) const { ::kill(-pid_, signal); }

bool ChildProcess::has_ended() const {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == pid_;
}

asio::awaitable<void> ChildProcess::ended() {
    co_await pidfd_.async_wait(asio::posix::stream_descriptor::wait_read, asio::use_awaitable);
}

asio::awaitable<ChildEnd> ChildProcess::reap() {
    for (;;) {
        int status = 0;
        rusage usage{};
        const pid_t reaped = ::wait4(pid_, &status, WNOHANG, &usage);
        if (reaped == pid_) {
            co_return describe_end(status, usage);
        }
        // Nobody else waits for this pid, so there is a child that can be waited for.
        TASKSCHED_CHECK(reaped == 0);
        asio::steady_timer pause(pidfd_.get_executor(), kDebuggerPause);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

void discard_child(pid_t pid) {
    ::kill(-pid, SIGKILL);
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
}

}  // namespace tasksched::daemon
