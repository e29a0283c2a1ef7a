#pragma once

/// The statements behind the figures of `status`. None reads more than an index of what is under
/// way or of what ended in the window that was asked for.
namespace tasksched::store::sqlite::sql {

inline constexpr char kTaskTotals[] = R"sql(
    SELECT active_tasks, paused_tasks, done_tasks, cancelled_tasks FROM meta
)sql";

/// A run that is to start later, or was asked for anew, waits for a slot since then.
inline constexpr char kQueuedTotals[] = R"sql(
    SELECT type, count(*), min(max(created_at, not_before * 1000000))
    FROM runs
    WHERE state = 'queued'
    GROUP BY type
)sql";

inline constexpr char kRunningTotals[] = R"sql(
    SELECT type, count(*)
    FROM runs
    WHERE state = 'running'
    GROUP BY type
)sql";

inline constexpr char kWaitingTotals[] = R"sql(
    SELECT type, count(*), count(*) FILTER (WHERE reason = 'setup')
    FROM runs
    WHERE state = 'waiting'
    GROUP BY type
)sql";

// The plus keeps the planner from walking through all runs in the order of their users.

/// The users with the most queued runs, ?1 of them.
inline constexpr char kQueuedOfUsers[] = R"sql(
    SELECT user_id, count(*) AS queued, min(max(created_at, not_before * 1000000))
    FROM runs
    WHERE state = 'queued'
    GROUP BY +user_id
    ORDER BY queued DESC, user_id
    LIMIT ?1
)sql";

inline constexpr char kRunningOfUsers[] = R"sql(
    SELECT user_id, count(*) AS running
    FROM runs
    WHERE state = 'running'
    GROUP BY +user_id
    ORDER BY running DESC, user_id
    LIMIT ?1
)sql";

inline constexpr char kUnknownTotal[] = R"sql(
    SELECT count(*) FROM runs WHERE state = 'unknown'
)sql";

/// Running runs whose end was asked for by ?1, or was due by then by their timeout.
inline constexpr char kStuckTotal[] = R"sql(
    SELECT count(*)
    FROM runs
    WHERE state = 'running'
      AND (kill_requested_at <= ?1
           OR EXISTS (SELECT 1
                      FROM tasks
                           JOIN attempts ON attempts.run_id = runs.run_id
                                        AND attempts.attempt = runs.attempt
                      WHERE tasks.task_id = runs.task_id
                        AND attempts.started_at + tasks.timeout * 1000000 <= ?1))
)sql";

inline constexpr char kEndedTotals[] = R"sql(
    SELECT coalesce(sum(state = 'succeeded'), 0), coalesce(sum(state = 'failed'), 0)
    FROM runs
    WHERE ended_at >= ?1
)sql";

/// How many active tasks name the same calendars.
inline constexpr char kCalendarTotals[] = R"sql(
    SELECT only_calendars, except_calendars, count(*)
    FROM tasks
    WHERE state = 'active' AND (only_calendars IS NOT NULL OR except_calendars IS NOT NULL)
    GROUP BY only_calendars, except_calendars
)sql";

inline constexpr char kNextRunAt[] = R"sql(
    SELECT min(next_run_at)
    FROM tasks
    WHERE state = 'active' AND next_run_at IS NOT NULL
)sql";

/// ?1 now, ?2 limit.
inline constexpr char kOverdueTasks[] = R"sql(
    SELECT task_id, next_run_at, jitter
    FROM tasks
    WHERE state = 'active' AND next_run_at <= ?1
    ORDER BY next_run_at
    LIMIT ?2
)sql";

}  // namespace tasksched::store::sqlite::sql
