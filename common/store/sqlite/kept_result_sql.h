#pragma once

/// The statements on what programs came to whose runs go on.
namespace tasksched::store::sqlite::sql {

inline constexpr char kPutKeptResult[] = R"sql(
    INSERT OR REPLACE INTO kept_results (run_id, attempt, outcome, reason, exit_code, signal, detail,
                                         cpu_microseconds, peak_memory_bytes, core_dumped,
                                         finished_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
)sql";

inline constexpr char kPutOutput[] = R"sql(
    INSERT OR REPLACE INTO outputs (run_id, attempt, head, tail, total_bytes)
    VALUES (?1, ?2, ?3, ?4, ?5)
)sql";

/// What an earlier program of the run had: it begins anew.
inline constexpr char kForgetItems[] = R"sql(
    DELETE FROM run_items WHERE run_id = ?1
)sql";

inline constexpr char kKeptResult[] = R"sql(
    SELECT attempt, outcome, reason, exit_code, signal, detail, cpu_microseconds, peak_memory_bytes,
           core_dumped, finished_at
    FROM kept_results
    WHERE run_id = ?1
)sql";

/// A run that is over with all of it done is carried out anew where somebody asks for that; of a
/// task that is cancelled nobody can ask for it.
inline constexpr char kForgetKeptResult[] = R"sql(
    DELETE FROM kept_results
    WHERE run_id = ?1
      AND (NOT EXISTS (SELECT 1 FROM run_items
                       WHERE run_items.run_id = ?1 AND run_items.state <> 'succeeded')
           OR EXISTS (SELECT 1 FROM runs JOIN tasks ON tasks.task_id = runs.task_id
                      WHERE runs.run_id = ?1
                        AND (runs.state = 'succeeded' OR tasks.state = 'cancelled')))
)sql";

/// Of all runs of task ?1 that are over, where it is cancelled. What is unknown may be settled yet.
inline constexpr char kForgetKeptResultsOfTask[] = R"sql(
    DELETE FROM kept_results
    WHERE run_id IN (SELECT runs.run_id
                     FROM tasks JOIN runs ON runs.task_id = tasks.task_id
                     WHERE tasks.task_id = ?1 AND tasks.state = 'cancelled'
                       AND runs.state IN ('failed', 'cancelled'))
)sql";

}  // namespace tasksched::store::sqlite::sql
