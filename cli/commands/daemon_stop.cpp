#include <poll.h>
#include <signal.h>

// The header of glibc 2.36 does not say itself that its functions are C.
extern "C" {
#include <sys/pidfd.h>
}

#include <cerrno>
#include <chrono>

#include "cli/args/no_options.h"
#include "cli/commands/commands.h"
#include "cli/output/json.h"
#include "common/base/unique_fd.h"
#include "common/ipc/daemon_lock.h"

namespace tasksched::cli::commands {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

/// Beyond the grace that runs are given: the daemon ends a moment after it.
constexpr std::chrono::seconds kMargin{15};

/// Sends SIGTERM to the daemon, which holds the lock at `lock_path` with its pid. The descriptor
/// is taken before the lock is read again, so that it cannot be of a later process of that pid.
Result<base::UniqueFd> ask_to_stop(const std::string& lock_path, std::int64_t pid) {
    base::UniqueFd process(::pidfd_open(static_cast<pid_t>(pid), 0));
    const auto holder = ipc::running_daemon(lock_path);
    if (!holder || *holder != pid) {
        return base::UniqueFd();
    }
    if (!process || ::pidfd_send_signal(process.get(), SIGTERM, nullptr, 0) != 0) {
        return fail(errno == EPERM ? ErrorCode::kNotPermitted : ErrorCode::kFailed,
                    "daemon stop: cannot signal the daemon, pid {}: {}", pid,
                    base::system_error_text(errno));
    }
    return process;
}

bool has_ended(int process, std::chrono::seconds deadline) {
    pollfd watched{process, POLLIN, 0};
    int ready = -1;
    do {
        ready = ::poll(&watched, 1, static_cast<int>(std::chrono::milliseconds(deadline).count()));
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

Result<void> stop(Session& session, const std::string& lock_path, std::int64_t pid) {
    const auto config = session.config();
    if (!config) {
        return tl::unexpected(config.error());
    }
    const auto process = ask_to_stop(lock_path, pid);
    if (!process) {
        return tl::unexpected(process.error());
    }
    const auto deadline = *(*config)->daemon.grace + *(*config)->daemon.kill_grace + kMargin;
    if (*process && !has_ended(process->get(), deadline)) {
        return fail(ErrorCode::kFailed,
                    "daemon stop: the daemon, pid {}, still runs {} s after SIGTERM", pid,
                    deadline.count());
    }
    return {};
}

}  // namespace

Result<int> daemon_stop(Session& session, const NoOptions& /*options*/) {
    const auto paths = session.runtime_paths();
    if (!paths) {
        return tl::unexpected(paths.error());
    }
    const auto pid = ipc::running_daemon(paths->daemon_lock);
    if (!pid) {
        return tl::unexpected(pid.error());
    }
    if (!*pid) {
        session.remark("no daemon is running for this store");
    } else if (auto stopped = stop(session, paths->daemon_lock, **pid); !stopped) {
        return tl::unexpected(stopped.error());
    }
    if (session.json()) {
        session.out().line(JsonObject().add("stopped_pid", *pid).text());
    }
    return 0;
}

}  // namespace tasksched::cli::commands
