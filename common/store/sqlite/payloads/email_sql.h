#pragma once

/// The statements of type `email`.
namespace tasksched::store::sqlite::sql {

inline constexpr char kInsertEmail[] = R"sql(
    INSERT INTO emails (task_id, version, user_id, sender, subject, message, html)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
)sql";

inline constexpr char kInsertEmailRecipient[] = R"sql(
    INSERT INTO email_recipients (task_id, version, position, receiver)
    VALUES (?1, ?2, ?3, ?4)
)sql";

inline constexpr char kInsertEmailAttachment[] = R"sql(
    INSERT INTO email_attachments (task_id, version, position, path)
    VALUES (?1, ?2, ?3, ?4)
)sql";

inline constexpr char kEmail[] = R"sql(
    SELECT version, sender, subject, message, html
    FROM emails
    WHERE task_id = ?1 AND version <= ?2
    ORDER BY version DESC
    LIMIT 1
)sql";

inline constexpr char kEmailRecipients[] = R"sql(
    SELECT receiver
    FROM email_recipients
    WHERE task_id = ?1 AND version = ?2
    ORDER BY position
)sql";

inline constexpr char kEmailAttachments[] = R"sql(
    SELECT path
    FROM email_attachments
    WHERE task_id = ?1 AND version = ?2
    ORDER BY position
)sql";

}  // namespace tasksched::store::sqlite::sql
