#pragma once

/// The statements of type `payment`.
namespace tasksched::store::sqlite::sql {

inline constexpr char kInsertTransfer[] = R"sql(
    INSERT INTO payments (task_id, version, transfer, user_id, sender, receiver, amount, currency,
                          reference)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
)sql";

inline constexpr char kTransfers[] = R"sql(
    SELECT sender, receiver, amount, currency, reference
    FROM payments
    WHERE task_id = ?1
      AND version = (SELECT max(version) FROM payments WHERE task_id = ?1 AND version <= ?2)
    ORDER BY transfer
)sql";

}  // namespace tasksched::store::sqlite::sql
