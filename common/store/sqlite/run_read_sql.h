#pragma once

#include "common/store/sqlite/sql_text.h"

/// The statements that read runs. A partial index serves a statement that repeats its condition
/// word for word.
namespace tasksched::store::sqlite::sql {

/// In the order that run_rows.cpp reads. What an attempt came to stands with the last one.
inline constexpr char kSelectRuns[] = R"sql(
    SELECT runs.run_id, runs.task_id, runs.version, runs.user_id, runs.type, runs.scheduled_for,
           runs.created_at, runs.not_before, runs.state, runs.reason, runs.owner, runs.term,
           runs.attempt, runs.priority, runs.next_attempt_at, runs.kill_requested_at, runs.through,
           runs.count, attempts.started_at, attempts.finished_at, attempts.exit_code,
           attempts.signal, attempts.detail, attempts.core_dumped, attempts.cpu_microseconds,
           attempts.peak_memory_bytes, runs.uncounted
    FROM runs LEFT JOIN attempts ON attempts.run_id = runs.run_id
                                AND attempts.attempt = runs.attempt
)sql";

inline constexpr auto kRunById = sql_text(kSelectRuns, R"sql(
    WHERE runs.run_id = ?1
)sql");

inline constexpr auto kNewestRecord = sql_text(kSelectRuns, R"sql(
    WHERE runs.task_id = ?1 AND runs.scheduled_for <= ?2
    ORDER BY runs.scheduled_for DESC
    LIMIT 1
)sql");

// Lists, the newest first: ?1 task or user, ?2 state or NULL, ?3 only ids below it, ?4 limit.

/// ?5 user or NULL.
inline constexpr auto kRunsOfTask = sql_text(kSelectRuns, R"sql(
    WHERE runs.task_id = ?1 AND (?2 IS NULL OR runs.state = ?2) AND runs.run_id < ?3
      AND (?5 IS NULL OR runs.user_id = ?5)
    ORDER BY runs.run_id DESC
    LIMIT ?4
)sql");

inline constexpr auto kRunsOfUser = sql_text(kSelectRuns, R"sql(
    WHERE runs.user_id = ?1 AND (?2 IS NULL OR runs.state = ?2) AND runs.run_id < ?3
    ORDER BY runs.run_id DESC
    LIMIT ?4
)sql");

inline constexpr auto kRunsOfAll = sql_text(kSelectRuns, R"sql(
    WHERE (?2 IS NULL OR runs.state = ?2) AND runs.run_id < ?3
    ORDER BY runs.run_id DESC
    LIMIT ?4
)sql");

// The plus keeps the planner from walking through all runs by their ids.

/// Those that are not final, of ?1 or of all: few enough to be sorted.
inline constexpr auto kOpenRuns = sql_text(kSelectRuns, R"sql(
    WHERE runs.ended_at IS NULL
      AND (?1 IS NULL OR runs.user_id = ?1) AND runs.state = ?2 AND +runs.run_id < ?3
    ORDER BY +runs.run_id DESC
    LIMIT ?4
)sql");

inline constexpr auto kUnsuccessfulRunsOfUser = sql_text(kSelectRuns, R"sql(
    WHERE runs.ended_at IS NOT NULL AND runs.state <> 'succeeded' AND runs.state <> 'unknown'
      AND runs.user_id = ?1 AND runs.state = ?2 AND runs.run_id < ?3
    ORDER BY runs.run_id DESC
    LIMIT ?4
)sql");

/// ?2 is 'unknown'.
inline constexpr auto kUnknownRuns = sql_text(kSelectRuns, R"sql(
    WHERE runs.state = 'unknown'
      AND (?1 IS NULL OR runs.user_id = ?1) AND runs.state = ?2 AND +runs.run_id < ?3
    ORDER BY +runs.run_id DESC
    LIMIT ?4
)sql");

/// ?2 now. A run that was not made to start later waits for nothing, whatever the clock shows.
inline constexpr auto kQueuedRuns = sql_text(kSelectRuns, R"sql(
    WHERE runs.state = 'queued' AND runs.type = ?1
      AND (runs.not_before <= ?2 OR runs.not_before * 1000000 <= runs.created_at
           OR runs.attempt > 0)
    ORDER BY runs.priority DESC, runs.run_id
    LIMIT ?3
)sql");

/// One step in the index for each type, however many runs there are.
inline constexpr char kQueuedTypes[] = R"sql(
    WITH RECURSIVE types (type) AS (
        SELECT min(type) FROM runs WHERE state = 'queued'
        UNION ALL
        SELECT (SELECT min(runs.type) FROM runs
                WHERE runs.state = 'queued' AND runs.type > types.type)
        FROM types
        WHERE types.type IS NOT NULL
    )
    SELECT type FROM types WHERE type IS NOT NULL
)sql";

/// ?1 now.
inline constexpr auto kDelayedRuns = sql_text(kSelectRuns, R"sql(
    WHERE runs.state = 'queued' AND runs.created_at < runs.not_before * 1000000
      AND runs.not_before > ?1 AND runs.attempt = 0
    ORDER BY runs.not_before, runs.run_id
    LIMIT ?2
)sql");

inline constexpr auto kWaitingRuns = sql_text(kSelectRuns, R"sql(
    WHERE runs.state = 'waiting'
    ORDER BY runs.next_attempt_at, runs.run_id
    LIMIT ?1
)sql");

inline constexpr auto kKillRequests = sql_text(kSelectRuns, R"sql(
    WHERE runs.state = 'running' AND runs.kill_requested_at IS NOT NULL
    ORDER BY runs.run_id
    LIMIT ?1
)sql");

inline constexpr auto kRunningBeforeTerm = sql_text(kSelectRuns, R"sql(
    WHERE runs.state = 'running' AND runs.term < ?1
    ORDER BY +runs.run_id
)sql");

inline constexpr char kAttempts[] = R"sql(
    SELECT attempt, host, started_at, finished_at, outcome, exit_code, signal, detail, pid,
           start_ticks, boot_id, cpu_microseconds, peak_memory_bytes, supervisor,
           core_dumped
    FROM attempts
    WHERE run_id = ?1
    ORDER BY attempt
)sql";

inline constexpr char kOutput[] = R"sql(
    SELECT head, tail, total_bytes
    FROM outputs
    WHERE run_id = ?1 AND attempt = ?2
)sql";

}  // namespace tasksched::store::sqlite::sql
