#pragma once

/// The statements by which the times that stand in the store follow calendars, zones and the clock.
namespace tasksched::store::sqlite::sql {

inline constexpr char kRunOfOccurrence[] = R"sql(
    SELECT 1 FROM runs WHERE task_id = ?1 AND scheduled_for = ?2
    UNION ALL
    SELECT 1 FROM missed WHERE task_id = ?1 AND first = ?2
)sql";

inline constexpr char kNewestRunAt[] = R"sql(
    SELECT created_at FROM runs ORDER BY run_id DESC LIMIT 1
)sql";

/// ?3 the next time that the task must have, ?4 the new one.
inline constexpr char kMoveNext[] = R"sql(
    UPDATE tasks
    SET next_run_at = ?4
    WHERE task_id = ?1 AND version = ?2 AND state = 'active' AND next_run_at = ?3
)sql";

/// ?1 now; a backoff is in seconds.
inline constexpr char kHastenAttempts[] = R"sql(
    UPDATE runs
    SET next_attempt_at = ?1 + 1000000 * (SELECT backoff_cap FROM tasks
                                          WHERE tasks.task_id = runs.task_id)
    WHERE state = 'waiting' AND next_attempt_at > ?1
      AND next_attempt_at > ?1 + 1000000 * (SELECT backoff_cap FROM tasks
                                            WHERE tasks.task_id = runs.task_id)
)sql";

/// ?1 now, ?2 the same in seconds. No run is delayed for more than a day.
inline constexpr char kHastenDelayed[] = R"sql(
    UPDATE runs
    SET not_before = ?2
    WHERE state = 'queued' AND created_at < not_before * 1000000
      AND not_before > ?2 AND (created_at > ?1 OR not_before > ?2 + 86400)
)sql";

inline constexpr char kZoneRules[] = R"sql(
    SELECT zone_rules FROM meta
)sql";

inline constexpr char kSetZoneRules[] = R"sql(
    UPDATE meta SET zone_rules = ?1
)sql";

}  // namespace tasksched::store::sqlite::sql
