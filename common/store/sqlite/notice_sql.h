#pragma once

#include "common/store/sqlite/sql_text.h"

/// The statements on what users are to be told of.
namespace tasksched::store::sqlite::sql {

/// ?1 task, ?2 at.
inline constexpr char kCountNotice[] = R"sql(
    UPDATE notices
    SET count = count + 1, happened_at = ?2
    WHERE task_id = ?1 AND due_at IS NOT NULL AND message IS NULL
)sql";

/// A failure leaves one that says more.
inline constexpr char kRenewNotice[] = R"sql(
    UPDATE notices
    SET run_id = ?2, attempt = ?3, kind = ?4, why = ?5
    WHERE task_id = ?1 AND due_at IS NOT NULL AND message IS NULL
      AND (?4 <> 'failed' OR kind = 'failed')
)sql";

inline constexpr char kInsertNotice[] = R"sql(
    INSERT INTO notices (task_id, user_id, run_id, attempt, kind, why, first_at, happened_at, count,
                         due_at, by_mail, by_command, tries)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, 1, ?7, 0, 0, 0)
)sql";

/// ?1 now, ?2 later than anything is put off for.
inline constexpr char kHastenNotices[] = R"sql(
    UPDATE notices SET due_at = ?1 WHERE due_at > ?2
)sql";

/// A notice, and when its task was told of last.
inline constexpr char kNotice[] = R"sql(
    SELECT notice_id, task_id, user_id, run_id, attempt, kind, why, first_at, happened_at, count,
           due_at, message, address, by_mail, by_command, tries, tried_since,
           (SELECT max(other.tried_at)
            FROM notices AS other
            WHERE other.task_id = notices.task_id AND other.tried_at IS NOT NULL)
    FROM notices
)sql";

/// What happens to a task of which a message is being told waits for its end.
inline constexpr char kIsNotBlocked[] = R"sql(
    (message IS NOT NULL
     OR NOT EXISTS (SELECT 1 FROM notices AS other
                    WHERE other.task_id = notices.task_id AND other.tried_at IS NOT NULL
                      AND other.due_at IS NOT NULL))
)sql";

/// ?1 now, ?2 limit.
inline constexpr auto kDueNotices = sql_text(kNotice, R"sql(
    WHERE due_at <= ?1 AND
)sql",
                                             kIsNotBlocked, R"sql(
    ORDER BY due_at
    LIMIT ?2
)sql");

/// ?1 limit.
inline constexpr auto kTriedNotices = sql_text(kNotice, R"sql(
    WHERE due_at IS NOT NULL AND message IS NOT NULL
    ORDER BY message
    LIMIT ?1
)sql");

inline constexpr auto kNextNotice = sql_text(R"sql(
    SELECT due_at
    FROM notices
    WHERE due_at IS NOT NULL AND
)sql",
                                             kIsNotBlocked, R"sql(
    ORDER BY due_at
    LIMIT 1
)sql");

/// ?1 address, NULL for none; ?2 since.
inline constexpr char kMessagesBegun[] = R"sql(
    SELECT count(DISTINCT message), min(tried_since)
    FROM notices
    WHERE address IS ?1 AND tried_since > ?2
)sql";

inline constexpr char kPutNoticeOff[] = R"sql(
    UPDATE notices SET due_at = ?2 WHERE notice_id = ?1 AND due_at IS NOT NULL AND message IS NULL
)sql";

inline constexpr char kCloseNotice[] = R"sql(
    UPDATE notices SET due_at = NULL WHERE notice_id = ?1 AND message IS NULL
)sql";

/// ?2 message, ?3 address, ?4 and ?5 the ways, ?6 when it is tried again, ?7 now.
inline constexpr char kBeginMessage[] = R"sql(
    UPDATE notices
    SET message = ?2, address = ?3, by_mail = ?4, by_command = ?5, due_at = ?6, tries = 1,
        tried_since = ?7, tried_at = ?7
    WHERE notice_id = ?1 AND due_at IS NOT NULL AND message IS NULL
)sql";

inline constexpr char kBeginMessageAgain[] = R"sql(
    UPDATE notices
    SET due_at = ?2, tries = tries + 1, tried_at = ?3
    WHERE message = ?1 AND due_at IS NOT NULL
)sql";

inline constexpr char kLeaveWays[] = R"sql(
    UPDATE notices
    SET by_mail = ?2, by_command = ?3
    WHERE message = ?1 AND due_at IS NOT NULL
)sql";

inline constexpr char kMessageTold[] = R"sql(
    UPDATE notices
    SET by_mail = 0, by_command = 0, due_at = NULL, told_at = ?2
    WHERE message = ?1 AND due_at IS NOT NULL
)sql";

inline constexpr char kGiveMessageUp[] = R"sql(
    UPDATE notices SET due_at = NULL WHERE message = ?1 AND due_at IS NOT NULL
)sql";

/// The newest stays: its id must not be given again.
inline constexpr char kForgetNotices[] = R"sql(
    DELETE FROM notices
    WHERE due_at IS NULL AND happened_at < ?1 AND (tried_at IS NULL OR tried_at < ?1)
      AND notice_id < (SELECT max(notice_id) FROM notices)
)sql";

/// Those that were tried and are not told.
inline constexpr char kUntoldTotal[] = R"sql(
    SELECT count(*), min(first_at)
    FROM notices
    WHERE due_at IS NOT NULL AND message IS NOT NULL
)sql";

}  // namespace tasksched::store::sqlite::sql
