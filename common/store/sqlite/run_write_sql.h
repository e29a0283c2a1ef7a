#pragma once

/// The statements that change runs. Every change of a state is compare-and-set.
namespace tasksched::store::sqlite::sql {

/// An occurrence that has a run already is passed over.
inline constexpr char kInsertRun[] = R"sql(
    INSERT INTO runs (task_id, version, user_id, type, scheduled_for, created_at, not_before,
                      state, attempt, priority)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'queued', 0, ?8)
    ON CONFLICT (task_id, scheduled_for) WHERE scheduled_for IS NOT NULL DO NOTHING
)sql";

/// As kInsertRun, of a run that starts: ?9 the owner, ?10 the term.
inline constexpr char kInsertStartedRun[] = R"sql(
    INSERT INTO runs (task_id, version, user_id, type, scheduled_for, created_at, not_before,
                      state, attempt, priority, owner, term)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'running', 1, ?8, ?9, ?10)
    ON CONFLICT (task_id, scheduled_for) WHERE scheduled_for IS NOT NULL DO NOTHING
)sql";

/// Moves an active task of that version, due at ?6 where that is given, on to its next time.
inline constexpr char kClaimTask[] = R"sql(
    UPDATE tasks
    SET next_run_at = ?3, remaining = ?4, state = ?5
    WHERE task_id = ?1 AND version = ?2 AND state = 'active'
      AND (?6 IS NULL OR next_run_at = ?6)
    RETURNING user_id, type, priority
)sql";

inline constexpr char kCountOpenRuns[] = R"sql(
    SELECT count(*)
    FROM runs
    WHERE task_id = ?1 AND ended_at IS NULL
)sql";

/// The records of task ?1 that begin from ?2 to ?3: from when to when each.
inline constexpr char kRecordsWithin[] = R"sql(
    SELECT scheduled_for, coalesce(through, scheduled_for)
    FROM runs
    WHERE task_id = ?1 AND scheduled_for BETWEEN ?2 AND ?3
    ORDER BY scheduled_for
)sql";

/// ?2 the version, ?3 the first, ?4 the last, ?5 how many or NULL, ?6 the reason, ?7 now. The
/// newest row need not be that of the newest time: what was missed may be decided on later.
inline constexpr char kExtendSkip[] = R"sql(
    UPDATE runs
    SET through = ?4, count = count + ?5, ended_at = ?7
    WHERE run_id = (SELECT max(run_id) FROM runs WHERE task_id = ?1)
      AND state = 'skipped' AND reason = ?6 AND version = ?2 AND through < ?3
      AND NOT EXISTS (SELECT 1 FROM runs AS other
                      WHERE other.task_id = ?1 AND other.scheduled_for > runs.through
                        AND other.scheduled_for < ?3)
)sql";

/// As kExtendSkip; ?8 the user, ?9 the type, ?10 the time not to start before, ?11 the priority.
inline constexpr char kInsertSkip[] = R"sql(
    INSERT INTO runs (task_id, version, user_id, type, scheduled_for, created_at, not_before,
                      state, reason, attempt, priority, through, count, ended_at)
    VALUES (?1, ?2, ?8, ?9, ?3, ?7, ?10, 'skipped', ?6, 0, ?11, ?4, ?5, ?7)
    ON CONFLICT (task_id, scheduled_for) WHERE scheduled_for IS NOT NULL DO NOTHING
)sql";

/// One that may have come to something is unknown instead: kOpenItem of run_item_sql.h.
inline constexpr char kCancelOpenRuns[] = R"sql(
    UPDATE runs
    SET (state, reason) =
            (SELECT iif(count(*) > 0, 'unknown', 'cancelled'),
                    iif(count(*) > 0, 'unanswered', ?2)
             FROM run_items
             WHERE run_items.run_id = runs.run_id AND run_items.state = 'sent'
               AND run_items.idempotency_key IS NOT NULL),
        next_attempt_at = NULL, ended_at = ?3
    WHERE task_id = ?1 AND ended_at IS NULL
      AND state <> 'running'
)sql";

inline constexpr char kKillRunsOfTask[] = R"sql(
    UPDATE runs
    SET kill_requested_at = coalesce(kill_requested_at, ?2)
    WHERE task_id = ?1 AND ended_at IS NULL
      AND state = 'running'
)sql";

inline constexpr char kKillRun[] = R"sql(
    UPDATE runs
    SET kill_requested_at = coalesce(kill_requested_at, ?2)
    WHERE run_id = ?1 AND state = 'running'
)sql";

/// From ?2 to ?3, reason ?4, ended at ?5. One that is skipped stands for its own occurrence.
inline constexpr char kEndRun[] = R"sql(
    UPDATE runs
    SET state = ?3, reason = ?4, next_attempt_at = NULL, ended_at = ?5,
        through = CASE ?3 WHEN 'skipped' THEN scheduled_for ELSE through END,
        count = CASE ?3 WHEN 'skipped' THEN 1 ELSE count END
    WHERE run_id = ?1 AND state = ?2
)sql";

/// From ?2, a final state, back to the queue, not before ?3.
inline constexpr char kRequeueRun[] = R"sql(
    UPDATE runs
    SET state = 'queued', reason = NULL, owner = NULL, term = NULL, not_before = ?3,
        next_attempt_at = NULL, kill_requested_at = NULL, ended_at = NULL
    WHERE run_id = ?1 AND state = ?2
)sql";

/// A run that can be started: its next attempt, and whether another run of its task forbids it.
inline constexpr char kRunToStart[] = R"sql(
    SELECT runs.attempt + 1,
           tasks.overlap <> 'allow'
               AND EXISTS (SELECT 1 FROM runs AS other
                           WHERE other.task_id = runs.task_id
                             AND other.ended_at IS NULL
                             AND other.state = 'running')
    FROM runs JOIN tasks ON tasks.task_id = runs.task_id
    WHERE runs.run_id = ?1 AND runs.state IN ('queued', 'waiting')
)sql";

}  // namespace tasksched::store::sqlite::sql
