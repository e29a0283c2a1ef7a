#include "cli/args/kill.h"

#include "cli/commands/commands.h"
#include "cli/input/values.h"
#include "cli/output/json.h"

namespace tasksched::cli::commands {

base::Result<int> kill(Session& session, const KillOptions& options) {
    const auto id = read_run_id("kill", options.run);
    if (!id) {
        return tl::unexpected(id.error());
    }
    const auto service = session.service(store::OpenMode::kWrite);
    if (!service) {
        return tl::unexpected(service.error());
    }
    const auto response = (*service)->kill(*id);
    if (!response) {
        return tl::unexpected(response.error());
    }
    const bool daemon_listens = session.announce_change();
    if (session.json()) {
        session.out().line(JsonObject()
                               .add("run_id", id->value)
                               .add("requested", response->requested)
                               .add("cancelled", response->cancelled)
                               .text());
    }
    if (response->requested && !daemon_listens) {
        session.remark_no_daemon();
    }
    return 0;
}

}  // namespace tasksched::cli::commands
