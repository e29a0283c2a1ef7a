#include <chrono>

#include "cli/args/no_options.h"
#include "cli/child.h"
#include "cli/commands/commands.h"
#include "cli/commands/daemon_command.h"
#include "cli/output/json.h"
#include "common/base/text.h"
#include "common/ipc/daemon_lock.h"

namespace tasksched::cli::commands {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

/// A daemon is ready within seconds, or says why not; a store of an older version takes longer.
constexpr std::chrono::seconds kReadyWithin{60};

Result<void> start(const std::vector<std::string>& command) {
    const auto ended = run_child(command, {}, kReadyWithin);
    if (!ended) {
        return tl::unexpected(ended.error());
    }
    if (ended->exit_code != 0) {
        const std::string_view said = base::trim(ended->err);
        return fail(
            ErrorCode::kFailed, "{} did not start: {}", command[0],
            said.empty() ? fmt::format("exit status {}", ended->exit_code) : std::string(said));
    }
    return {};
}

void report(Session& session, std::int64_t pid) {
    session.out().line(session.json() ? JsonObject().add("daemon_pid", pid).text()
                                      : std::to_string(pid));
}

}  // namespace

Result<int> daemon_start(Session& session, const NoOptions& /*options*/) {
    const auto paths = session.runtime_paths();
    if (!paths) {
        return tl::unexpected(paths.error());
    }
    if (const auto pid = ipc::running_daemon(paths->daemon_lock); pid && *pid) {
        session.remark("a daemon is running for this store already");
        report(session, **pid);
        return 0;
    }
    auto command = daemon_command(session);
    if (!command) {
        return tl::unexpected(command.error());
    }
    command->emplace_back("--detach");
    if (auto started = start(*command); !started) {
        return tl::unexpected(started.error());
    }
    // The program in the foreground ends once the one in the background is ready.
    const auto pid = ipc::running_daemon(paths->daemon_lock);
    if (!pid || !*pid) {
        return fail(ErrorCode::kFailed, "{} was ready and has ended since; its log is {}",
                    command->front(), paths->daemon_log);
    }
    report(session, **pid);
    return 0;
}

}  // namespace tasksched::cli::commands
