#include "common/store/sqlite/version_rows.h"

#include <utility>

#include "common/store/sqlite/task_rows.h"
#include "common/store/sqlite/version_sql.h"

namespace tasksched::store::sqlite {

namespace {

using base::Result;
using model::TaskVersion;

/// Behind the columns of a task.
constexpr int kChangedAt = 39;

Result<void> add_versions(Query row, std::vector<TaskVersion>& versions) {
    while (row.step()) {
        auto task = read_task(row);
        if (!task) {
            return tl::unexpected(std::move(task.error()));
        }
        versions.push_back({.task = std::move(*task),
                            .changed_at = row.instant(kChangedAt),
                            .changed_by = row.text(kChangedAt + 1),
                            .operation = row.text(kChangedAt + 2)});
    }
    return {};
}

}  // namespace

Result<std::vector<TaskVersion>> read_versions(Statements& statements, model::TaskId id,
                                               model::Version before, std::int64_t limit) {
    std::vector<TaskVersion> versions;
    return add_versions(statements.use(sql::kCurrentVersion, id, before), versions)
        .and_then([&] {
            const std::int64_t left = limit - static_cast<std::int64_t>(versions.size());
            return add_versions(statements.use(sql::kOldVersions, id, before, left), versions);
        })
        .map([&] { return std::move(versions); });
}

}  // namespace tasksched::store::sqlite
