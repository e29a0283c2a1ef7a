#pragma once

/// The statements that change tasks, their history and their payloads.
namespace tasksched::store::sqlite::sql {

inline constexpr char kRevision[] = R"sql(
    SELECT revision FROM meta
)sql";

inline constexpr char kSaveCounters[] = R"sql(
    UPDATE meta
    SET revision = coalesce(?1, revision), active_tasks = active_tasks + ?2, paused_tasks = paused_tasks + ?3,
        done_tasks = done_tasks + ?4, cancelled_tasks = cancelled_tasks + ?5
)sql";

inline constexpr char kInsertTask[] = R"sql(
    INSERT INTO tasks (user_id, name, type, state, execute_datetime, recurring_period,
                       recurring_unit, after_finish, cron, time_zone, start, until, remaining,
                       jitter, catch_up, deadline, overlap, timeout, retries, backoff_base,
                       backoff_cap, on_crash, notify, priority, next_run_at, created_at, version,
                       revision, only_calendars, except_calendars, if_excluded, retry_on,
                       give_up_on, memory_limit, cpu_limit, open_files, nice, umask)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,
            ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35,
            ?36, ?37, ?38)
)sql";

/// The parameters of kInsertTask, then the task and the version that it must have.
inline constexpr char kUpdateTask[] = R"sql(
    UPDATE tasks
    SET user_id = ?1, name = ?2, type = ?3, state = ?4, execute_datetime = ?5,
        recurring_period = ?6, recurring_unit = ?7, after_finish = ?8, cron = ?9, time_zone = ?10,
        start = ?11, until = ?12, remaining = ?13, jitter = ?14, catch_up = ?15, deadline = ?16,
        overlap = ?17, timeout = ?18, retries = ?19, backoff_base = ?20, backoff_cap = ?21,
        on_crash = ?22, notify = ?23, priority = ?24, next_run_at = ?25, created_at = ?26,
        version = ?27, revision = ?28, only_calendars = ?29, except_calendars = ?30,
        if_excluded = ?31, retry_on = ?32, give_up_on = ?33, memory_limit = ?34, cpu_limit = ?35,
        open_files = ?36, nice = ?37, umask = ?38
    WHERE task_id = ?39 AND version = ?40
)sql";

inline constexpr char kSetTaskState[] = R"sql(
    UPDATE tasks
    SET state = ?3, next_run_at = ?4, version = version + 1, revision = ?5
    WHERE task_id = ?1 AND version = ?2
)sql";

/// A task that has this version: what counts it, and the whole of its row as JSON.
inline constexpr char kTaskSnapshot[] = R"sql(
    SELECT state, user_id, name,
           json_object('user_id', user_id, 'name', name, 'type', type, 'state', state,
                       'execute_datetime', execute_datetime, 'recurring_period', recurring_period,
                       'recurring_unit', recurring_unit, 'after_finish', after_finish,
                       'cron', cron, 'time_zone', time_zone, 'start', start, 'until', until,
                       'remaining', remaining, 'jitter', jitter, 'catch_up', catch_up,
                       'deadline', deadline, 'overlap', overlap, 'timeout', timeout,
                       'retries', retries, 'backoff_base', backoff_base,
                       'backoff_cap', backoff_cap, 'on_crash', on_crash, 'notify', notify,
                       'priority', priority, 'next_run_at', next_run_at,
                       'created_at', created_at, 'only_calendars', only_calendars,
                       'except_calendars', except_calendars, 'if_excluded', if_excluded,
                       'retry_on', retry_on, 'give_up_on', give_up_on,
                       'memory_limit', memory_limit, 'cpu_limit', cpu_limit,
                       'open_files', open_files, 'nice', nice, 'umask', umask)
    FROM tasks
    WHERE task_id = ?1 AND version = ?2
)sql";

inline constexpr char kInsertVersion[] = R"sql(
    INSERT INTO task_versions (task_id, version, changed_at, changed_by, operation)
    VALUES (?1, ?2, ?3, ?4, ?5)
)sql";

inline constexpr char kSaveSnapshot[] = R"sql(
    UPDATE task_versions
    SET snapshot = ?3
    WHERE task_id = ?1 AND version = ?2
)sql";

inline constexpr char kTaskType[] = R"sql(
    SELECT type FROM tasks WHERE task_id = ?1
)sql";

}  // namespace tasksched::store::sqlite::sql
