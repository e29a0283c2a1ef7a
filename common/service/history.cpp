#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

#include "common/service/payload_of.h"
#include "common/service/service.h"

namespace tasksched::service {

namespace {

using base::Result;
using model::TaskVersion;

/// What `later` made of `earlier`.
Result<std::vector<model::FieldChange>> changes_between(store::Reader& reader,
                                                        const TaskVersion& earlier,
                                                        const TaskVersion& later) {
    const auto before = payload_of(reader, earlier.task.id, earlier.task.version);
    if (!before) {
        return tl::unexpected(before.error());
    }
    return payload_of(reader, later.task.id, later.task.version)
        .map([&](const model::Payload& after) {
            return model::diff_tasks(earlier.task, *before, later.task, after);
        });
}

}  // namespace

Result<std::vector<model::AuditEntry>> Service::audit(const AuditRequest& request) {
    store::AuditFilter filter;
    filter.since = request.since;
    filter.before = request.before;
    filter.limit = request.limit;
    if (request.task) {
        const auto task = find_task_or_former(store_.reader(), caller(), *request.task);
        if (!task) {
            return tl::unexpected(task.error());
        }
        filter.task_id = task->id;
        filter.user_id = task->user_id;
        return store_.reader().audit(filter);
    }
    const auto user = user_to_query(request.whom == AuditOf::kAll ? QueryOf::kAll : QueryOf::kOne);
    if (!user) {
        return tl::unexpected(user.error());
    }
    filter.user_id = *user;
    return store_.reader().audit(filter);
}

Result<std::vector<LoggedVersion>> Service::log(const LogRequest& request) {
    store::Reader& reader = store_.reader();
    const auto task = find_task_or_former(reader, caller(), request.task);
    if (!task) {
        return tl::unexpected(task.error());
    }
    // One more than is told: what the last one changed is known by the one before it.
    auto versions = reader.versions(
        task->id, request.before.value_or(std::numeric_limits<model::Version>::max()),
        request.limit + 1);
    if (!versions) {
        return tl::unexpected(versions.error());
    }
    std::vector<LoggedVersion> log;
    const auto told = std::min(versions->size(), static_cast<std::size_t>(request.limit));
    for (std::size_t i = 0; i < told; ++i) {
        std::vector<model::FieldChange> changes;
        if (i + 1 < versions->size()) {
            auto made = changes_between(reader, (*versions)[i + 1], (*versions)[i]);
            if (!made) {
                return tl::unexpected(std::move(made.error()));
            }
            changes = std::move(*made);
        }
        log.push_back({(*versions)[i], std::move(changes)});
    }
    return log;
}

}  // namespace tasksched::service
