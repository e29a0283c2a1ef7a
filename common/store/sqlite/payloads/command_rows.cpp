#include "common/store/sqlite/payloads/command_rows.h"

#include "common/store/sqlite/json_columns.h"
#include "common/store/sqlite/payloads/command_sql.h"
#include "common/store/sqlite/payloads/program_columns.h"

namespace tasksched::store::sqlite {

using base::ErrorCode;
using base::fail;
using base::Result;
using model::CommandPayload;

void insert_rows(Statements& statements, const PayloadKey& key, const CommandPayload& payload) {
    statements.run(sql::kInsertCommand, key.task, key.version, key.user_id,
                   words_as_json(payload.argv), text_or_null(payload.shell),
                   text_or_null(payload.cwd), variables_as_json(payload), payload.standard_input);
}

Result<void> read_rows(Statements& statements, model::TaskId id, model::Version version,
                       CommandPayload& payload) {
    Query row = statements.use(sql::kCommand, id, version);
    if (!row.step()) {
        return fail(ErrorCode::kFailed, "task {} has no command; look with: tasksched store check",
                    id.value);
    }
    const auto read = read_program(row, payload);
    if (!read) {
        return fail(ErrorCode::kFailed,
                    "the command of task {} cannot be read: {}; schedule it anew", id.value,
                    read.error().message);
    }
    return {};
}

}  // namespace tasksched::store::sqlite
