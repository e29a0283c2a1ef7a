#pragma once

/// The statements of type `command`.
namespace tasksched::store::sqlite::sql {

inline constexpr char kInsertCommand[] = R"sql(
    INSERT INTO commands (task_id, version, user_id, argv, shell, cwd, env, stdin)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
)sql";

inline constexpr char kCommand[] = R"sql(
    SELECT argv, shell, cwd, env, stdin
    FROM commands
    WHERE task_id = ?1 AND version <= ?2
    ORDER BY version DESC
    LIMIT 1
)sql";

}  // namespace tasksched::store::sqlite::sql
