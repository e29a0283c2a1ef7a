#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/error.h"
#include "common/model/task.h"
#include "common/store/sqlite/statements.h"

namespace tasksched::store::sqlite {

/// The task of the current row, columns as sql::kTaskColumns. kFailed for values that cannot be
/// read any more, such as a time zone that the system has lost.
base::Result<model::Task> read_task(const Query& row);

/// All rows. Fails with the first that cannot be read.
base::Result<std::vector<model::Task>> read_tasks(Query query);

/// The first `limit` rows that can be read: a row that cannot must not hold up the others (`store
/// check` names it).
std::vector<model::Task> read_good_tasks(Query query, std::int64_t limit);

/// Runs sql::kInsertTask.
void insert_task_row(Statements& statements, const model::Task& task, model::Revision revision);

/// Runs sql::kUpdateTask: replaces the row of `task.id`, which has `old_version`. Returns how many
/// rows there were.
int update_task_row(Statements& statements, const model::Task& task, model::Revision revision,
                    model::Version old_version);

}  // namespace tasksched::store::sqlite
