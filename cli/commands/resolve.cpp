#include "cli/args/resolve.h"

#include "cli/commands/commands.h"
#include "cli/input/values.h"
#include "cli/output/json.h"

namespace tasksched::cli::commands {
namespace {

base::Result<service::Resolution> resolution_of(const ResolveOptions& options) {
    const bool is_payment = options.paid || options.not_paid;
    if (options.succeeded + options.failed + options.retry + options.paid + options.not_paid != 1) {
        return base::fail(base::ErrorCode::kInvalid,
                          "resolve: give one of --succeeded, --failed and --retry; of a payment, "
                          "--paid or --not-paid");
    }
    if (options.transfer && !is_payment) {
        return base::fail(base::ErrorCode::kInvalid,
                          "resolve: --transfer goes with --paid and --not-paid");
    }
    if (options.succeeded || options.paid) {
        return service::Resolution::kSucceeded;
    }
    return options.retry ? service::Resolution::kRetry : service::Resolution::kFailed;
}

base::Result<service::ResolveRequest> request_of(const ResolveOptions& options) {
    const auto id = read_run_id("resolve", options.run);
    if (!id) {
        return tl::unexpected(id.error());
    }
    const auto resolution = resolution_of(options);
    if (!resolution) {
        return tl::unexpected(resolution.error());
    }
    service::ResolveRequest request{.run = *id, .resolution = *resolution, .item = {}};
    if (options.transfer) {
        const auto number = read_count("--transfer", options.transfer, 1);
        if (!number) {
            return tl::unexpected(number.error());
        }
        request.item = static_cast<int>(*number);
    }
    return request;
}

}  // namespace

base::Result<int> resolve(Session& session, const ResolveOptions& options) {
    const auto request = request_of(options);
    if (!request) {
        return tl::unexpected(request.error());
    }
    const auto service = session.service(store::OpenMode::kWrite);
    if (!service) {
        return tl::unexpected(service.error());
    }
    const auto settled = (*service)->resolve(*request);
    if (!settled) {
        return tl::unexpected(settled.error());
    }
    const bool daemon_listens = session.announce_change();
    if (session.json()) {
        session.out().line(
            JsonObject().add("run_id", request->run.value).add("open_items", settled->open).text());
    }
    if (settled->open > 0) {
        session.remark(fmt::format("run {} stays unknown: {} of its transfers are to be resolved",
                                   request->run.value, settled->open));
    }
    if (request->resolution == service::Resolution::kRetry && !daemon_listens) {
        session.remark_no_daemon();
    }
    return 0;
}

}  // namespace tasksched::cli::commands
