#include "cli/args/update.h"

#include <utility>

#include "cli/commands/commands.h"
#include "cli/commands/update_diff.h"
#include "cli/input/values.h"
#include "cli/output/json.h"

namespace tasksched::cli::commands {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

Result<void> check(const UpdateOptions& options) {
    if (options.all && !options.tasks.empty()) {
        return fail(ErrorCode::kInvalid,
                    "update: --all changes all tasks; name none beside it, or leave it away");
    }
    if (!options.all && options.tasks.empty()) {
        return fail(ErrorCode::kInvalid,
                    "update: ID|NAME is missing; give the tasks to change, or --all");
    }
    if (!options.all && (options.type || !options.where.empty())) {
        return fail(ErrorCode::kInvalid, "update: {} restricts --all, which is missing",
                    options.type ? "--type" : "--where");
    }
    if (!options.diff && (options.span || options.limit)) {
        return fail(ErrorCode::kInvalid, "update: {} goes with --diff only",
                    options.span ? "--for" : "--limit");
    }
    if (options.changes == model::TaskSpec{}) {
        return fail(ErrorCode::kInvalid,
                    "update: nothing to change; give an option, as in --at '09:00'");
    }
    return {};
}

Result<service::UpdateRequest> request_of(const UpdateOptions& options) {
    service::UpdateRequest request;
    for (const std::string& task : options.tasks) {
        request.tasks.push_back({task});
    }
    request.all = options.all;
    request.type = options.type;
    request.where = options.where;
    request.changes = options.changes;
    if (auto settled = settle_paths(request.changes); !settled) {
        return tl::unexpected(settled.error());
    }
    return request;
}

void report(Session& session, const UpdateOptions& options,
            const service::UpdateResponse& response) {
    if (session.json()) {
        session.out().line(JsonObject().add("updated", response.updated).text());
    } else if (options.all) {
        session.out().line(std::to_string(response.updated));
    }
    for (const std::string& remark : response.remarks) {
        session.remark(remark);
    }
}

}  // namespace

Result<int> update(Session& session, const UpdateOptions& options) {
    if (auto sound = check(options); !sound) {
        return tl::unexpected(sound.error());
    }
    const auto request = request_of(options);
    if (!request) {
        return tl::unexpected(request.error());
    }
    if (options.diff) {
        return diff_update(session, options, *request);
    }
    const auto service = session.service(store::OpenMode::kWrite);
    if (!service) {
        return tl::unexpected(service.error());
    }
    const auto response = (*service)->update(*request);
    if (!response) {
        return tl::unexpected(response.error());
    }
    session.announce_change();
    report(session, options, *response);
    return 0;
}

}  // namespace tasksched::cli::commands
