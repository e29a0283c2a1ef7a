#include "common/store/sqlite/payloads/email_rows.h"

#include <string>
#include <vector>

#include "common/store/sqlite/payloads/email_sql.h"

namespace tasksched::store::sqlite {

namespace {

using base::Result;
using model::EmailPayload;

void insert_list(Statements& statements, const char* sql, const PayloadKey& key,
                 const std::vector<std::string>& texts) {
    int position = 0;
    for (const std::string& text : texts) {
        statements.run(sql, key.task, key.version, ++position, text);
    }
}

std::vector<std::string> read_list(Statements& statements, const char* sql, model::TaskId id,
                                   model::Version version) {
    std::vector<std::string> texts;
    Query row = statements.use(sql, id, version);
    while (row.step()) {
        texts.push_back(row.text(0));
    }
    return texts;
}

}  // namespace

void insert_rows(Statements& statements, const PayloadKey& key, const EmailPayload& payload) {
    statements.run(sql::kInsertEmail, key.task, key.version, key.user_id,
                   text_or_null(payload.from), payload.subject, payload.message,
                   payload.html ? 1 : 0);
    insert_list(statements, sql::kInsertEmailRecipient, key, payload.to);
    insert_list(statements, sql::kInsertEmailAttachment, key, payload.attach);
}

Result<void> read_rows(Statements& statements, model::TaskId id, model::Version version,
                       EmailPayload& payload) {
    Query row = statements.use(sql::kEmail, id, version);
    if (!row.step()) {
        return base::fail(base::ErrorCode::kFailed,
                          "task {} has no email; look with: tasksched store check", id.value);
    }
    const auto stored = static_cast<model::Version>(row.integer(0));
    payload.from = row.text(1);
    payload.subject = row.text(2);
    payload.message = row.text(3);
    payload.html = row.truth(4);
    payload.to = read_list(statements, sql::kEmailRecipients, id, stored);
    payload.attach = read_list(statements, sql::kEmailAttachments, id, stored);
    return {};
}

}  // namespace tasksched::store::sqlite
