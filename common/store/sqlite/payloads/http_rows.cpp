#include "common/store/sqlite/payloads/http_rows.h"

#include "common/store/sqlite/json_columns.h"
#include "common/store/sqlite/payloads/http_sql.h"

namespace tasksched::store::sqlite {

using base::ErrorCode;
using base::fail;
using base::Result;

void insert_rows(Statements& statements, const PayloadKey& key, const model::HttpPayload& payload) {
    statements.run(sql::kInsertHttpRequest, key.task, key.version, key.user_id, payload.method,
                   payload.url, words_as_json(payload.headers), text_or_null(payload.body),
                   payload.expect.text());
}

Result<void> read_rows(Statements& statements, model::TaskId id, model::Version version,
                       model::HttpPayload& payload) {
    Query row = statements.use(sql::kHttpRequest, id, version);
    if (!row.step()) {
        return fail(ErrorCode::kFailed, "task {} has no request; look with: tasksched store check",
                    id.value);
    }
    payload.method = row.text(0);
    payload.url = row.text(1);
    auto headers = words_at(row, 2);
    if (!headers) {
        return tl::unexpected(headers.error());
    }
    payload.headers = std::move(*headers);
    payload.body = row.text(3);
    const auto expect = model::HttpStatuses::parse(row.text(4));
    if (!expect) {
        return fail(ErrorCode::kFailed,
                    "the request of task {} cannot be read: {}; schedule it anew", id.value,
                    expect.error().message);
    }
    payload.expect = *expect;
    return {};
}

}  // namespace tasksched::store::sqlite
