#pragma once

#include "common/store/sqlite/sql_text.h"
#include "common/store/sqlite/task_read_sql.h"

/// The statements that read a task's history.
namespace tasksched::store::sqlite::sql {

/// ?1 the task; its version must be below ?2.
inline constexpr auto kCurrentVersion = sql_text("SELECT", kTaskColumns, R"sql(
           , task_versions.changed_at, task_versions.changed_by, task_versions.operation
    FROM tasks JOIN task_versions
         ON task_versions.task_id = tasks.task_id AND task_versions.version = tasks.version
    WHERE tasks.task_id = ?1 AND tasks.version < ?2
)sql");

/// The columns of kTaskColumns out of the rows that were superseded, the newest first: those of
/// task ?1 below version ?2, ?3 at most. A row that is older than a column has none of it.
inline constexpr char kOldVersions[] = R"sql(
    SELECT task_id, snapshot ->> 'user_id', snapshot ->> 'name', snapshot ->> 'type',
           snapshot ->> 'state', snapshot ->> 'execute_datetime', snapshot ->> 'recurring_period',
           snapshot ->> 'recurring_unit', snapshot ->> 'after_finish', snapshot ->> 'cron',
           snapshot ->> 'time_zone', snapshot ->> 'start', snapshot ->> 'until',
           snapshot ->> 'remaining', snapshot ->> 'jitter', snapshot ->> 'catch_up',
           snapshot ->> 'deadline', snapshot ->> 'overlap', snapshot ->> 'timeout',
           snapshot ->> 'retries', snapshot ->> 'backoff_base', snapshot ->> 'backoff_cap',
           snapshot ->> 'on_crash', snapshot ->> 'notify', snapshot ->> 'priority',
           snapshot ->> 'next_run_at', snapshot ->> 'created_at', version, 0,
           snapshot ->> 'only_calendars', snapshot ->> 'except_calendars',
           coalesce(snapshot ->> 'if_excluded', 'skip'), snapshot ->> 'retry_on',
           snapshot ->> 'give_up_on', snapshot ->> 'memory_limit', snapshot ->> 'cpu_limit',
           snapshot ->> 'open_files', snapshot ->> 'nice', snapshot ->> 'umask',
           changed_at, changed_by, operation
    FROM task_versions
    WHERE task_id = ?1 AND version < ?2 AND snapshot IS NOT NULL
    ORDER BY version DESC
    LIMIT ?3
)sql";

}  // namespace tasksched::store::sqlite::sql
