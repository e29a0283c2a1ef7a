#pragma once

/// The statements on crontabs and on output that is to be mailed.
namespace tasksched::store::sqlite::sql {

inline constexpr char kCrontab[] = R"sql(
    SELECT content, installed_at, installed_by FROM crontabs WHERE user_id = ?1
)sql";

inline constexpr char kCrontabHistory[] = R"sql(
    SELECT version_id, content, installed_at, installed_by, replaced_at, replaced_by, operation
    FROM crontab_history
    WHERE user_id = ?1
    ORDER BY version_id DESC
    LIMIT ?2
)sql";

/// ?1 user, ?2 by, ?3 at, ?4 operation.
inline constexpr char kKeepCrontab[] = R"sql(
    INSERT INTO crontab_history (user_id, content, installed_at, installed_by, replaced_at,
                                 replaced_by, operation)
    SELECT ?1, content, installed_at, installed_by, ?3, ?2, ?4
    FROM (SELECT 1) LEFT JOIN crontabs ON user_id = ?1
)sql";

/// All but the newest ?2; the newest of all keeps its id from being given again.
inline constexpr char kForgetCrontabs[] = R"sql(
    DELETE FROM crontab_history
    WHERE user_id = ?1
      AND version_id <= (SELECT version_id FROM crontab_history WHERE user_id = ?1
                         ORDER BY version_id DESC LIMIT 1 OFFSET ?2)
)sql";

inline constexpr char kSetCrontab[] = R"sql(
    INSERT INTO crontabs (user_id, content, installed_at, installed_by)
    VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (user_id) DO UPDATE
    SET content = excluded.content, installed_at = excluded.installed_at,
        installed_by = excluded.installed_by
)sql";

inline constexpr char kRemoveCrontab[] = R"sql(
    DELETE FROM crontabs WHERE user_id = ?1
)sql";

inline constexpr char kCrontabLines[] = R"sql(
    SELECT task_id, user_id, source, line, mail_failures_only
    FROM crontab_lines
    WHERE user_id = ?1 AND source = ?2 AND line IS NOT NULL
      AND (SELECT state FROM tasks WHERE tasks.task_id = crontab_lines.task_id)
          IN ('active', 'paused')
    ORDER BY line
)sql";

inline constexpr char kLineOfTask[] = R"sql(
    SELECT task_id, user_id, source, line, mail_failures_only
    FROM crontab_lines
    WHERE task_id = ?1
)sql";

inline constexpr char kSetLine[] = R"sql(
    INSERT INTO crontab_lines (task_id, user_id, source, line, mail_failures_only)
    VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (task_id) DO UPDATE
    SET line = excluded.line, mail_failures_only = excluded.mail_failures_only
)sql";

inline constexpr char kDropLine[] = R"sql(
    UPDATE crontab_lines SET line = NULL WHERE task_id = ?1
)sql";

inline constexpr char kAddOutputMail[] = R"sql(
    INSERT INTO output_mails (run_id, task_id, attempt, added_at, due_at, tries)
    VALUES (?1, ?2, ?3, ?4, ?4, 0)
    ON CONFLICT (run_id) DO UPDATE
    SET attempt = excluded.attempt, added_at = excluded.added_at,
        due_at = excluded.due_at, tries = 0
)sql";

inline constexpr char kDueOutputMails[] = R"sql(
    SELECT run_id, task_id, attempt, added_at, tries
    FROM output_mails
    WHERE due_at <= ?1
    ORDER BY due_at
    LIMIT ?2
)sql";

inline constexpr char kNextOutputMail[] = R"sql(
    SELECT min(due_at) FROM output_mails
)sql";

inline constexpr char kPutOutputMailOff[] = R"sql(
    UPDATE output_mails SET tries = ?2, due_at = ?3 WHERE run_id = ?1
)sql";

inline constexpr char kRemoveOutputMail[] = R"sql(
    DELETE FROM output_mails WHERE run_id = ?1
)sql";

}  // namespace tasksched::store::sqlite::sql
