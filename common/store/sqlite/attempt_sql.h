#pragma once

#include "common/store/sqlite/sql_text.h"

/// The statements that carry a run through its attempts, and those on who may do it.
namespace tasksched::store::sqlite::sql {

inline constexpr char kStartRun[] = R"sql(
    UPDATE runs
    SET state = 'running', owner = ?2, term = ?3, attempt = ?4, next_attempt_at = NULL,
        reason = NULL
    WHERE run_id = ?1 AND state IN ('queued', 'waiting')
)sql";

inline constexpr char kInsertAttempt[] = R"sql(
    INSERT INTO attempts (run_id, attempt, host, started_at, supervisor)
    VALUES (?1, ?2, ?3, ?4, ?5)
)sql";

/// Whether the daemon ?3 in its term ?4 carries out the attempt ?2 of run ?1.
inline constexpr char kOwnsAttempt[] = R"sql(
    EXISTS (SELECT 1 FROM runs
            WHERE runs.run_id = ?1 AND runs.attempt = ?2 AND runs.state = 'running'
              AND runs.owner = ?3 AND runs.term = ?4)
)sql";

inline constexpr auto kRecordSupervisor = sql_text(R"sql(
    UPDATE attempts
    SET supervisor = ?5
    WHERE run_id = ?1 AND attempt = ?2 AND
)sql",
                                                   kOwnsAttempt);

/// A daemon takes a running run of an earlier term over.
inline constexpr char kAdoptRun[] = R"sql(
    UPDATE runs
    SET owner = ?2, term = ?3
    WHERE run_id = ?1 AND state = 'running' AND term < ?3
)sql";

inline constexpr char kHideRun[] = R"sql(
    UPDATE runs
    SET state = 'unknown', reason = 'crash', ended_at = ?5
    WHERE run_id = ?1 AND attempt = ?2 AND state = 'running' AND owner = ?3 AND term = ?4
)sql";

/// ?3 owner, ?4 term.
inline constexpr auto kRecordProcess = sql_text(R"sql(
    UPDATE attempts
    SET pid = ?5, start_ticks = ?6, boot_id = ?7
    WHERE run_id = ?1 AND attempt = ?2 AND
)sql",
                                                kOwnsAttempt);

inline constexpr char kRunToFinish[] = R"sql(
    SELECT task_id, kill_requested_at
    FROM runs
    WHERE run_id = ?1 AND attempt = ?2 AND state = 'running' AND owner = ?3 AND term = ?4
)sql";

inline constexpr char kFinishRun[] = R"sql(
    UPDATE runs
    SET state = ?2, reason = ?3, next_attempt_at = ?4, ended_at = ?5,
        uncounted = uncounted + (?3 IS NOT NULL AND ?3 = 'setup')
    WHERE run_id = ?1 AND state = 'running'
)sql";

/// The same of the attempt ?5 that the daemon ?6 carries out in its term ?7.
inline constexpr char kFinishOwnRun[] = R"sql(
    UPDATE runs
    SET state = ?2, reason = ?3, next_attempt_at = NULL, ended_at = ?4
    WHERE run_id = ?1 AND state = 'running' AND attempt = ?5 AND owner = ?6 AND term = ?7
)sql";

inline constexpr char kFinishAttempt[] = R"sql(
    UPDATE attempts
    SET started_at = ?3, finished_at = ?4, outcome = ?5, exit_code = ?6, signal = ?7, detail = ?8,
        cpu_microseconds = ?9, peak_memory_bytes = ?10, core_dumped = ?11
    WHERE run_id = ?1 AND attempt = ?2
)sql";

inline constexpr char kInsertOutput[] = R"sql(
    INSERT INTO outputs (run_id, attempt, head, tail, total_bytes)
    VALUES (?1, ?2, ?3, ?4, ?5)
)sql";

/// The next time of a task that is counted from the end of its runs, where it has none.
inline constexpr char kSetNextAfterFinish[] = R"sql(
    UPDATE tasks
    SET next_run_at = ?2
    WHERE task_id = ?1 AND state = 'active' AND after_finish = 1 AND next_run_at IS NULL
)sql";

inline constexpr char kRearm[] = R"sql(
    UPDATE tasks
    SET next_run_at = ?2, state = ?3
    WHERE task_id = ?1 AND state = 'active' AND after_finish = 1 AND next_run_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM runs
                      WHERE runs.task_id = ?1
                        AND runs.ended_at IS NULL)
)sql";

inline constexpr char kBeginTenure[] = R"sql(
    UPDATE meta
    SET owner = ?1, host = ?2, owned_since = ?3, term = term + 1
    RETURNING term
)sql";

inline constexpr char kHolds[] = R"sql(
    SELECT 1 FROM meta WHERE owner = ?1 AND term = ?2
)sql";

/// Notes the boot; changes nothing where it is noted already.
inline constexpr char kBeginBoot[] = R"sql(
    UPDATE meta SET boot_id = ?1 WHERE boot_id IS NOT ?1
)sql";

}  // namespace tasksched::store::sqlite::sql
