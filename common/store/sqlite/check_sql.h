#pragma once

/// The statements of `store check`. Most return a row of text where something is wrong.
namespace tasksched::store::sqlite::sql {

inline constexpr char kIntegrity[] = "PRAGMA integrity_check(1)";

inline constexpr char kForeignKeys[] = R"sql(
    SELECT "table" || ' row ' || coalesce(rowid, '?') || ': what it refers to is missing'
    FROM pragma_foreign_key_check
    LIMIT 1
)sql";

inline constexpr char kSchema[] = R"sql(
    SELECT type, name, coalesce(sql, '')
    FROM sqlite_schema
    ORDER BY type, name
)sql";

inline constexpr char kWrongCounters[] = R"sql(
    SELECT 'the counters of tasks do not match the tasks'
    FROM meta
    WHERE active_tasks <> (SELECT count(*) FROM tasks WHERE state = 'active')
       OR paused_tasks <> (SELECT count(*) FROM tasks WHERE state = 'paused')
       OR done_tasks <> (SELECT count(*) FROM tasks WHERE state = 'done')
       OR cancelled_tasks <> (SELECT count(*) FROM tasks WHERE state = 'cancelled')
)sql";

inline constexpr char kWrongRevision[] = R"sql(
    SELECT 'task ' || task_id || ' is newer than the store'
    FROM tasks
    WHERE revision > (SELECT revision FROM meta)
    LIMIT 1
)sql";

inline constexpr char kMissingVersion[] = R"sql(
    SELECT 'task ' || task_id || ': its version ' || version || ' has no history'
    FROM tasks
    WHERE NOT EXISTS (SELECT 1 FROM task_versions
                      WHERE task_versions.task_id = tasks.task_id
                        AND task_versions.version = tasks.version)
    LIMIT 1
)sql";

inline constexpr char kMissingAttempt[] = R"sql(
    SELECT 'run ' || run_id || ': its attempt ' || attempt || ' is missing'
    FROM runs
    WHERE attempt > 0
      AND NOT EXISTS (SELECT 1 FROM attempts
                      WHERE attempts.run_id = runs.run_id AND attempts.attempt = runs.attempt)
    LIMIT 1
)sql";

inline constexpr char kCountTasks[] = "SELECT count(*) FROM tasks";
inline constexpr char kCountRuns[] = "SELECT count(*) FROM runs";

}  // namespace tasksched::store::sqlite::sql
