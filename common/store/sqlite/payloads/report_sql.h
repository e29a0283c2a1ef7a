#pragma once

/// The statements of type `report`.
namespace tasksched::store::sqlite::sql {

inline constexpr char kInsertReport[] = R"sql(
    INSERT INTO reports (task_id, version, user_id, argv, shell, cwd, env, stdin, sql, recipients,
                         subject, format, attach_as)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
)sql";

inline constexpr char kReport[] = R"sql(
    SELECT argv, shell, cwd, env, stdin, sql, recipients, subject, format, attach_as
    FROM reports
    WHERE task_id = ?1 AND version <= ?2
    ORDER BY version DESC
    LIMIT 1
)sql";

}  // namespace tasksched::store::sqlite::sql
