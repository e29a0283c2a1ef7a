#include "cli/args/resolve.h"

#include "cli/commands/commands.h"
#include "cli/input/values.h"
#include "cli/output/json.h"

namespace tasksched::cli::commands {
namespace {

base::Result<service::Resolution> resolution_of(const ResolveOptions& options) {
    if (options.succeeded + options.failed + options.retry != 1) {
        return base::fail(base::ErrorCode::kInvalid,
                          "resolve: give one of --succeeded, --failed and --retry");
    }
    if (options.succeeded) {
        return service::Resolution::kSucceeded;
    }
    return options.failed ? service::Resolution::kFailed : service::Resolution::kRetry;
}

}  // namespace

base::Result<int> resolve(Session& session, const ResolveOptions& options) {
    const auto id = read_run_id("resolve", options.run);
    if (!id) {
        return tl::unexpected(id.error());
    }
    const auto resolution = resolution_of(options);
    if (!resolution) {
        return tl::unexpected(resolution.error());
    }
    const auto service = session.service(store::OpenMode::kWrite);
    if (!service) {
        return tl::unexpected(service.error());
    }
    if (auto settled = (*service)->resolve(*id, *resolution); !settled) {
        return tl::unexpected(settled.error());
    }
    const bool daemon_listens = session.announce_change();
    if (session.json()) {
        session.out().line(JsonObject().add("run_id", id->value).text());
    }
    if (*resolution == service::Resolution::kRetry && !daemon_listens) {
        session.remark_no_daemon();
    }
    return 0;
}

}  // namespace tasksched::cli::commands
