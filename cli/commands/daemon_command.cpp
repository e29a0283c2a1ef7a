#include "cli/commands/daemon_command.h"

#include "cli/child.h"
#include "common/base/file.h"

namespace tasksched::cli::commands {

base::Result<std::vector<std::string>> daemon_command(Session& session) {
    const auto config = session.config();
    const auto location = session.location();
    if (!config || !location) {
        return tl::unexpected(config ? location.error() : config.error());
    }
    const auto program =
        find_companion("taskschedd", session.environment()("PATH").value_or(std::string()));
    if (!program) {
        return base::fail(base::ErrorCode::kFailed,
                          "taskschedd is neither beside tasksched nor in PATH; install it");
    }
    std::vector<std::string> command{*program, "--store", store::format_location(**location)};
    if (!(*config)->file.empty()) {
        command.insert(command.end(), {"--config", base::absolute_path((*config)->file)});
    }
    return command;
}

}  // namespace tasksched::cli::commands
