#pragma once

/// The statements of the types that plugins bring.
namespace tasksched::store::sqlite::sql {

inline constexpr char kInsertPluginPayload[] = R"sql(
    INSERT INTO plugin_payloads (task_id, version, user_id, metadata)
    VALUES (?1, ?2, ?3, ?4)
)sql";

inline constexpr char kPluginPayload[] = R"sql(
    SELECT metadata
    FROM plugin_payloads
    WHERE task_id = ?1 AND version <= ?2
    ORDER BY version DESC
    LIMIT 1
)sql";

}  // namespace tasksched::store::sqlite::sql
