#include "cli/args/rehearse.h"

#include <string.h>
#include <unistd.h>

#include <variant>

#include "cli/commands/commands.h"
#include "cli/output/json.h"
#include "cli/output/writer.h"
#include "cli/rehearsal/differences.h"
#include "cli/rehearsal/foreground.h"
#include "cli/rehearsal/surroundings.h"
#include "common/base/text.h"
#include "common/config/plugin_directories.h"
#include "common/config/plugin_secrets.h"
#include "common/ipc/daemon_lock.h"
#include "common/launch/account.h"
#include "common/model/json_writer.h"
#include "common/model/plugin_input.h"
#include "common/time/duration_text.h"

namespace tasksched::cli::commands {
namespace {

using base::ErrorCode;
using base::Result;

constexpr int kShellSignalStatus = 128;

/// The process that starts commands, or would start the one that does; none where no daemon runs.
Result<std::optional<pid_t>> starter_of_commands(Session& session) {
    const auto paths = session.runtime_paths();
    if (!paths) {
        return tl::unexpected(paths.error());
    }
    for (const std::string& lock : {paths->supervisor_lock, paths->daemon_lock}) {
        const auto holder = ipc::running_daemon(lock);
        if (holder && *holder) {
            return static_cast<pid_t>(**holder);
        }
    }
    return std::nullopt;
}

/// The command of a task: its own, or that by which a plugin carries it out.
Result<model::CommandPayload> command_of(Session& session, const service::TaskDetails& details,
                                         const config::Config& config) {
    if (const auto* command = std::get_if<model::CommandPayload>(&details.payload)) {
        return *command;
    }
    const auto* payload = std::get_if<model::PluginPayload>(&details.payload);
    if (payload == nullptr) {
        return base::fail(
            ErrorCode::kInvalid,
            "rehearse: task {} is of type {}; commands and the tasks of plugins alone "
            "can be rehearsed",
            details.task.id.value, details.task.type);
    }
    auto known = config::read_plugin(config.plugins, payload->type)
                     .and_then([&](const model::PluginTypePtr& type) {
                         return model::as_known_now(*payload, type);
                     });
    if (!known) {
        return tl::unexpected(known.error());
    }
    return config::read_secrets_of(*known, config::secrets_directory(config, session.environment()))
        .map([&](const model::PluginSecrets& secrets) {
            return model::plugin_command(
                *known,
                {.task = details.task.id,
                 .run = {},
                 .attempt = 1,
                 .scheduled_for = std::nullopt,
                 .key = launch::key_of_rehearsal(details.task.id, session.now())},
                secrets);
        });
}

Result<launch::Program> program_of(Session& session, const service::TaskDetails& details,
                                   const launch::Account& account) {
    const auto config = session.config();
    if (!config) {
        return tl::unexpected(config.error());
    }
    const auto command = command_of(session, details, **config);
    if (!command) {
        return tl::unexpected(command.error());
    }
    const launch::Occasion occasion{.task = details.task.id,
                                    .run = {},
                                    .scheduled_for = std::nullopt,
                                    .attempt = 1,
                                    .key = launch::key_of_rehearsal(details.task.id, session.now()),
                                    .instance = "rehearsal"};
    return launch::make_program(
        account, occasion, *command,
        model::effective_limits(details.task.policies.limits, config::default_limits(**config)));
}

/// What differs for the command, and how far its limits are those that the daemon passes on.
struct Findings {
    std::vector<Difference> differences;
    bool daemon_runs = false;
    std::vector<std::string> not_taken;  ///< of the daemon's: what this process may not take over
};

std::string json_of(const model::Task& task, const Findings& findings) {
    std::string list;
    for (const Difference& one : findings.differences) {
        list += list.empty() ? "" : ",";
        list += JsonObject()
                    .add("kind", one.is_variable ? "variable" : "setting")
                    .add("name", one.name)
                    .add("here", one.here)
                    .add("there", one.there)
                    .text();
    }
    return JsonObject()
        .add("task_id", task.id.value)
        .add("daemon_running", findings.daemon_runs)
        .add_raw("not_taken_over", model::json_list(findings.not_taken))
        .add_raw("differences", fmt::format("[{}]", list))
        .text();
}

/// On standard error, before the command writes.
void list_differences(Session& session, const model::Task& task, const std::string& user,
                      const Findings& findings) {
    Writer err(STDERR_FILENO);
    if (session.json()) {
        err.line(json_of(task, findings));
        static_cast<void>(err.flush());
        return;
    }
    if (!findings.daemon_runs) {
        session.remark(
            "no daemon is running for this store: limits and niceness that it would pass on are "
            "those of here");
    }
    if (!findings.not_taken.empty()) {
        session.remark(
            fmt::format("stricter here than for the daemon, and so for this rehearsal: {}",
                        fmt::join(findings.not_taken, ", ")));
    }
    session.remark(fmt::format(
        "rehearsing task {} as {}; what differs for the command (- only here, + only there, ~ "
        "another value there):",
        task.id.value, user));
    for (const Difference& one : findings.differences) {
        err.line(to_line(one));
    }
    static_cast<void>(err.flush());
}

int report_end(Session& session, const ForegroundEnd& end, const ForegroundTime& time) {
    if (end.timed_out) {
        session.remark(fmt::format("it took longer than its timeout of {}",
                                   time::format_duration(time.timeout.value_or(time.kill_grace))));
    }
    if (end.needed_kill) {
        session.remark(fmt::format("SIGKILL was needed {} after SIGTERM",
                                   time::format_duration(time.kill_grace)));
    }
    if (!end.signal) {
        return end.exit_code.value_or(1);
    }
    const char* name = ::sigdescr_np(*end.signal);
    session.remark(fmt::format("ended by signal {} ({}){}", *end.signal,
                               name == nullptr ? "without a name" : name,
                               end.core_dumped ? ", core dumped" : ""));
    return kShellSignalStatus + *end.signal;
}

/// From here on this process stands in for the one that starts commands.
Result<int> rehearse_program(Session& session, const RehearseOptions& options,
                             const service::TaskDetails& details, const std::string& user,
                             const launch::Program& program) {
    const auto starter = starter_of_commands(session);
    const auto config = session.config();
    if (!starter || !config) {
        return tl::unexpected(starter ? config.error() : starter.error());
    }
    const Surroundings here = own_surroundings();
    Findings findings;
    findings.daemon_runs = starter->has_value();
    if (*starter) {
        findings.not_taken = take_limits_of(**starter);
    }
    if (!options.quiet) {
        findings.differences = differences(here, surroundings_of(program, own_surroundings()));
        list_differences(session, details.task, user, findings);
    }
    const ForegroundTime time{.timeout = details.task.policies.timeout,
                              .kill_grace = *(*config)->daemon.kill_grace};
    return run_in_foreground(program, time).map([&](const ForegroundEnd& end) {
        return report_end(session, end, time);
    });
}

}  // namespace

Result<int> rehearse(Session& session, const RehearseOptions& options) {
    // A store opens for its owner alone, and its daemon is the owner's: this is the daemon's user.
    const auto remote = session.asks_daemon();
    if (!remote || *remote) {
        return remote ? base::fail(ErrorCode::kFailed,
                                   "rehearse: the tasks of the system's daemon cannot be rehearsed")
                      : tl::unexpected(remote.error());
    }
    const auto service = session.service(store::OpenMode::kRead);
    if (!service) {
        return tl::unexpected(service.error());
    }
    const auto details = (*service)->show({options.task});
    if (!details) {
        return tl::unexpected(details.error());
    }
    const auto account = launch::own_account();
    if (!account) {
        return tl::unexpected(account.error());
    }
    const auto program = program_of(session, *details, *account);
    if (!program) {
        return tl::unexpected(program.error());
    }
    return rehearse_program(session, options, *details, account->name, *program);
}

}  // namespace tasksched::cli::commands
