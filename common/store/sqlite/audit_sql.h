#pragma once

/// The statements on who did what. No row is ever changed or deleted.
namespace tasksched::store::sqlite::sql {

inline constexpr char kInsertAudit[] = R"sql(
    INSERT INTO audit (at, principal, action, user_id, task_id, run_id, version_before,
                       version_after, outcome, detail)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
)sql";

/// How many refusals of ?1 there are since ?2, up to ?3.
inline constexpr char kCountRefusals[] = R"sql(
    SELECT count(*)
    FROM (SELECT 1 FROM audit
          WHERE outcome = 'refused' AND principal = ?1 AND at > ?2
          LIMIT ?3)
)sql";

/// The newest first: ?1 task or NULL, ?2 not before it, or NULL, ?3 only ids below it, ?4 limit.
inline constexpr char kAuditOfAll[] = R"sql(
    SELECT audit_id, at, principal, action, user_id, task_id, run_id, version_before, version_after,
           outcome, detail
    FROM audit
    WHERE (?1 IS NULL OR task_id = ?1) AND (?2 IS NULL OR at >= ?2) AND audit_id < ?3
    ORDER BY audit_id DESC
    LIMIT ?4
)sql";

/// The same of user ?5.
inline constexpr char kAuditOfUser[] = R"sql(
    SELECT audit_id, at, principal, action, user_id, task_id, run_id, version_before, version_after,
           outcome, detail
    FROM audit
    WHERE user_id = ?5
      AND (?1 IS NULL OR task_id = ?1) AND (?2 IS NULL OR at >= ?2) AND audit_id < ?3
    ORDER BY audit_id DESC
    LIMIT ?4
)sql";

}  // namespace tasksched::store::sqlite::sql
