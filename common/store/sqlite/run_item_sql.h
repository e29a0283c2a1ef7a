#pragma once

#include "common/store/sqlite/attempt_sql.h"
#include "common/store/sqlite/sql_text.h"

/// The statements on the parts of runs.
namespace tasksched::store::sqlite::sql {

inline constexpr char kRunItems[] = R"sql(
    SELECT item, label, idempotency_key, body_hash, first_sent_at, state, reply
    FROM run_items
    WHERE run_id = ?1
    ORDER BY item
)sql";

inline constexpr auto kAttemptIsOurs = sql_text("SELECT 1 WHERE", kOwnsAttempt);

/// Whether the part ?2 of run ?1 stands otherwise than that it could become ?3 with the key ?4, the
/// hash ?5 and the first sending ?6.
inline constexpr char kItemConflicts[] = R"sql(
    SELECT 1
    FROM run_items
    WHERE run_id = ?1 AND item = ?2
      AND ((state NOT IN ('pending', 'sent') AND state <> ?3)
           OR (idempotency_key IS NOT NULL AND idempotency_key IS NOT ?4)
           OR (body_hash IS NOT NULL AND body_hash IS NOT ?5)
           OR (first_sent_at IS NOT NULL AND first_sent_at IS NOT ?6))
)sql";

inline constexpr char kPutItem[] = R"sql(
    INSERT INTO run_items (run_id, item, label, idempotency_key, body_hash, first_sent_at, state,
                           reply)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
    ON CONFLICT (run_id, item) DO UPDATE
    SET label = excluded.label, idempotency_key = excluded.idempotency_key,
        body_hash = excluded.body_hash, first_sent_at = excluded.first_sent_at,
        state = excluded.state, reply = excluded.reply
)sql";

/// Whether a part of run ?1 may have come to something, and has a key under which it is not guessed
/// about.
inline constexpr char kOpenItem[] = R"sql(
    SELECT 1
    FROM run_items
    WHERE run_id = ?1 AND state = 'sent' AND idempotency_key IS NOT NULL
    LIMIT 1
)sql";

/// From ?3 to ?4, the part ?2 or all.
inline constexpr char kMoveItems[] = R"sql(
    UPDATE run_items
    SET state = ?4
    WHERE run_id = ?1 AND (?2 IS NULL OR item = ?2) AND state = ?3
)sql";

/// What did not come to pass begins anew, with a key of its own: parts in state ?2.
inline constexpr char kReopenItems[] = R"sql(
    UPDATE run_items
    SET state = 'pending', idempotency_key = NULL, body_hash = NULL, first_sent_at = NULL
    WHERE run_id = ?1 AND state = ?2
)sql";

}  // namespace tasksched::store::sqlite::sql
