#include "cli/args/no_options.h"
#include "cli/commands/autostart.h"
#include "cli/commands/commands.h"
#include "cli/commands/daemon_command.h"
#include "cli/output/json.h"

namespace tasksched::cli::commands {
namespace {

void report(Session& session, std::string_view key, const std::string& what) {
    session.out().line(session.json() ? JsonObject().add(key, what).text() : what);
}

}  // namespace

base::Result<int> daemon_enable(Session& session, const NoOptions& /*options*/) {
    const auto command = daemon_command(session);
    if (!command) {
        return tl::unexpected(command.error());
    }
    const auto enabled = enable_autostart(session, *command);
    if (!enabled) {
        return tl::unexpected(enabled.error());
    }
    report(session, "enabled", *enabled);
    return 0;
}

base::Result<int> daemon_disable(Session& session, const NoOptions& /*options*/) {
    const auto disabled = disable_autostart(session);
    if (!disabled) {
        return tl::unexpected(disabled.error());
    }
    report(session, "disabled", disabled->empty() ? "it was not enabled" : *disabled);
    return 0;
}

}  // namespace tasksched::cli::commands
