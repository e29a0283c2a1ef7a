#pragma once

#include "common/store/sqlite/sql_text.h"

/// The statements that read tasks. A partial index serves a statement that repeats its condition
/// word for word.
namespace tasksched::store::sqlite::sql {

/// In the order that task_rows.cpp reads and binds.
inline constexpr char kTaskColumns[] = R"sql(
    tasks.task_id, tasks.user_id, tasks.name, tasks.type, tasks.state, tasks.execute_datetime,
    tasks.recurring_period, tasks.recurring_unit, tasks.after_finish, tasks.cron, tasks.time_zone,
    tasks.start, tasks.until, tasks.remaining, tasks.jitter, tasks.catch_up, tasks.deadline,
    tasks.overlap, tasks.timeout, tasks.retries, tasks.backoff_base, tasks.backoff_cap,
    tasks.on_crash, tasks.notify, tasks.priority, tasks.next_run_at, tasks.created_at,
    tasks.version, tasks.revision, tasks.only_calendars, tasks.except_calendars, tasks.if_excluded,
    tasks.retry_on, tasks.give_up_on, tasks.memory_limit, tasks.cpu_limit, tasks.open_files,
    tasks.nice, tasks.umask
)sql";

inline constexpr auto kTaskById = sql_text("SELECT", kTaskColumns, R"sql(
    FROM tasks
    WHERE task_id = ?1
)sql");

inline constexpr auto kTaskByName = sql_text("SELECT", kTaskColumns, R"sql(
    FROM tasks
    WHERE user_id = ?1 AND name = ?2 AND state IN ('active', 'paused')
)sql");

inline constexpr auto kLatestTaskByName = sql_text("SELECT", kTaskColumns, R"sql(
    FROM tasks
    WHERE user_id = ?1 AND name = ?2
    ORDER BY task_id DESC
    LIMIT 1
)sql");

/// ?1 user (or NULL, where there is one for all), ?2 type or NULL, ?3 state or NULL, ?4 only ids
/// above it, ?5 limit.
inline constexpr auto kTasksOfAll = sql_text("SELECT", kTaskColumns, R"sql(
    FROM tasks
    WHERE (?2 IS NULL OR type = ?2)
      AND (?3 IS NULL OR state = ?3) AND task_id > ?4
    ORDER BY task_id
    LIMIT ?5
)sql");

inline constexpr auto kTasksOfUser = sql_text("SELECT", kTaskColumns, R"sql(
    FROM tasks
    WHERE user_id = ?1 AND (?2 IS NULL OR type = ?2)
      AND (?3 IS NULL OR state = ?3) AND task_id > ?4
    ORDER BY task_id
    LIMIT ?5
)sql");

inline constexpr auto kCurrentTasksOfAll = sql_text("SELECT", kTaskColumns, R"sql(
    FROM tasks
    WHERE (?2 IS NULL OR type = ?2)
      AND (?3 IS NULL OR state = ?3) AND task_id > ?4
      AND state IN ('active', 'paused')
    ORDER BY task_id
    LIMIT ?5
)sql");

inline constexpr auto kCurrentTasksOfUser = sql_text("SELECT", kTaskColumns, R"sql(
    FROM tasks
    WHERE user_id = ?1 AND (?2 IS NULL OR type = ?2)
      AND (?3 IS NULL OR state = ?3) AND task_id > ?4
      AND state IN ('active', 'paused')
    ORDER BY task_id
    LIMIT ?5
)sql");

/// As the others; ?6 the time that the next one comes before.
inline constexpr auto kTasksDueBefore = sql_text("SELECT", kTaskColumns, R"sql(
    FROM tasks
    WHERE (?1 IS NULL OR user_id = ?1) AND (?2 IS NULL OR type = ?2)
      AND (?3 IS NULL OR state = ?3) AND task_id > ?4
      AND state = 'active' AND next_run_at < ?6
    ORDER BY next_run_at, task_id
    LIMIT ?5
)sql");

// These have no LIMIT: a reader stops when it has enough rows that it can read.

inline constexpr auto kDueTasks = sql_text("SELECT", kTaskColumns, R"sql(
    FROM tasks
    WHERE state = 'active' AND next_run_at <= ?1
    ORDER BY next_run_at, task_id
)sql");

/// After ?1, up to ?2.
inline constexpr auto kTasksDueBetween = sql_text("SELECT", kTaskColumns, R"sql(
    FROM tasks
    WHERE state = 'active' AND next_run_at > ?1 AND next_run_at <= ?2
    ORDER BY next_run_at, task_id
)sql");

inline constexpr auto kChangedTasks = sql_text("SELECT", kTaskColumns, R"sql(
    FROM tasks
    WHERE revision > ?1
    ORDER BY revision
)sql");

inline constexpr auto kStalledTasks = sql_text("SELECT", kTaskColumns, R"sql(
    FROM tasks
    WHERE state = 'active' AND after_finish = 1 AND next_run_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM runs
                      WHERE runs.task_id = tasks.task_id
                        AND runs.ended_at IS NULL)
    ORDER BY task_id
)sql");

inline constexpr auto kMovedTasks = sql_text("SELECT", kTaskColumns, R"sql(
    FROM tasks
    WHERE state = 'active' AND if_excluded <> 'skip' AND task_id > ?1
    ORDER BY task_id
)sql");

/// By id, which the `+` sees to.
inline constexpr auto kPendingTasks = sql_text("SELECT", kTaskColumns, R"sql(
    FROM tasks
    WHERE state = 'active' AND task_id > ?1 AND +next_run_at > ?2
    ORDER BY task_id
)sql");

inline constexpr auto kTasksAtReboot = sql_text("SELECT", kTaskColumns, R"sql(
    FROM tasks
    WHERE state = 'active' AND cron = '@reboot'
    ORDER BY task_id
)sql");

/// Before ?1, up to ?2 of them.
inline constexpr char kCountDueBefore[] = R"sql(
    SELECT count(*)
    FROM (SELECT 1 FROM tasks WHERE state = 'active' AND next_run_at < ?1 LIMIT ?2)
)sql";

}  // namespace tasksched::store::sqlite::sql
