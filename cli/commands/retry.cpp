#include "cli/args/retry.h"

#include "cli/commands/commands.h"
#include "cli/input/values.h"
#include "cli/output/json.h"

namespace tasksched::cli::commands {

base::Result<int> retry(Session& session, const RetryOptions& options) {
    const auto id = read_run_id("retry", options.run);
    if (!id) {
        return tl::unexpected(id.error());
    }
    const auto service = session.service(store::OpenMode::kWrite);
    if (!service) {
        return tl::unexpected(service.error());
    }
    if (auto queued = (*service)->retry(*id); !queued) {
        return tl::unexpected(queued.error());
    }
    const bool daemon_listens = session.announce_change();
    if (session.json()) {
        session.out().line(JsonObject().add("run_id", id->value).text());
    }
    if (!daemon_listens) {
        session.remark_no_daemon();
    }
    return 0;
}

}  // namespace tasksched::cli::commands
