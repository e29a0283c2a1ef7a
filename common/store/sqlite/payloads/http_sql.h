#pragma once

/// The statements of type `http`.
namespace tasksched::store::sqlite::sql {

inline constexpr char kInsertHttpRequest[] = R"sql(
    INSERT INTO http_requests (task_id, version, user_id, method, url, headers, body, expect)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
)sql";

inline constexpr char kHttpRequest[] = R"sql(
    SELECT method, url, headers, body, expect
    FROM http_requests
    WHERE task_id = ?1 AND version <= ?2
    ORDER BY version DESC
    LIMIT 1
)sql";

}  // namespace tasksched::store::sqlite::sql
