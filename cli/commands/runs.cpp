#include "cli/args/runs.h"

#include <limits>

#include "cli/commands/commands.h"
#include "cli/commands/missing_store.h"
#include "cli/commands/page.h"
#include "cli/commands/run_items.h"
#include "cli/commands/run_table.h"
#include "cli/input/since.h"
#include "cli/input/values.h"
#include "common/service/pages.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;

Result<service::RunsRequest> request_of(Session& session, const RunsOptions& options) {
    service::RunsRequest request;
    if (options.task) {
        request.task = service::TaskRef{*options.task};
    }
    if (options.state) {
        const auto state = model::parse_run_state(*options.state);
        if (!state) {
            return tl::unexpected(at_place("--state", state.error()));
        }
        request.filter.state = *state;
    }
    if (options.since) {
        const auto since = read_since(session, *options.since);
        if (!since) {
            return tl::unexpected(since.error());
        }
        request.filter.since = *since;
    }
    return request;
}

Result<void> print_all(Session& session, service::Operations& service, service::RunsRequest request,
                       std::int64_t limit, bool with_items) {
    return service::for_each_page(
        limit, kPage,
        [&](std::int64_t rows) {
            request.filter.limit = rows;
            return service.runs(request);
        },
        [&](const model::Run& last) { request.filter.before = last.id; },
        [&](const std::vector<model::Run>& runs) -> Result<void> {
            if (with_items) {
                return print_items(session, service, runs);
            }
            print_runs(session, runs);
            return {};
        });
}

}  // namespace

Result<int> runs(Session& session, const RunsOptions& options) {
    const auto request = request_of(session, options);
    if (!request) {
        return tl::unexpected(request.error());
    }
    const auto limit =
        read_count("--limit", options.limit, std::numeric_limits<std::int64_t>::max());
    if (!limit) {
        return tl::unexpected(limit.error());
    }
    const auto service =
        options.task ? session.service(store::OpenMode::kRead) : service_if_stored(session);
    if (!service) {
        return tl::unexpected(service.error());
    }
    if (*service != nullptr) {
        if (auto printed = print_all(session, **service, *request, *limit, options.items);
            !printed) {
            return tl::unexpected(printed.error());
        }
    }
    return 0;
}

}  // namespace tasksched::cli::commands
