#pragma once

/// The statements on what was missed and is held until somebody decides.
namespace tasksched::store::sqlite::sql {

/// The end of the newest record of task ?1 that begins from ?2 to ?3.
inline constexpr char kEndOfRecords[] = R"sql(
    SELECT coalesce(through, scheduled_for)
    FROM runs
    WHERE task_id = ?1 AND scheduled_for BETWEEN ?2 AND ?3
    ORDER BY scheduled_for DESC
    LIMIT 1
)sql";

/// Where the clock was set back and ahead again, the same may be missed twice: the longer one
/// counts.
inline constexpr char kHoldMissed[] = R"sql(
    INSERT INTO missed (task_id, first, through, count, newest, overtaken, user_id, held_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
    ON CONFLICT (task_id, first) DO UPDATE
    SET through = excluded.through, count = excluded.count, newest = excluded.newest,
        overtaken = excluded.overtaken
    WHERE excluded.through > missed.through
)sql";

// What lies ahead of ?3, by a clock that was set back, comes up when the clock gets there.

/// Of user ?1, of tasks above ?2.
inline constexpr char kMissedOfUser[] = R"sql(
    SELECT task_id, first, through, count, newest, overtaken
    FROM missed
    WHERE user_id = ?1 AND task_id > ?2 AND through <= ?3
    ORDER BY task_id, first
)sql";

/// Of task ?1.
inline constexpr char kMissedOfTask[] = R"sql(
    SELECT task_id, first, through, count, newest, overtaken
    FROM missed
    WHERE task_id = ?1 AND task_id > ?2 AND through <= ?3
    ORDER BY first
)sql";

inline constexpr char kForgetMissed[] = R"sql(
    DELETE FROM missed WHERE task_id = ?1 AND first = ?2
)sql";

/// ?1 now.
inline constexpr char kMissedTotal[] = R"sql(
    SELECT count(*) FROM (SELECT task_id FROM missed WHERE through <= ?1 GROUP BY task_id)
)sql";

}  // namespace tasksched::store::sqlite::sql
