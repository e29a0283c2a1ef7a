#include "common/store/sqlite/payloads/report_rows.h"

#include <utility>

#include "common/store/sqlite/json_columns.h"
#include "common/store/sqlite/payloads/program_columns.h"
#include "common/store/sqlite/payloads/report_sql.h"

namespace tasksched::store::sqlite {

using base::ErrorCode;
using base::fail;
using base::Result;
using model::ReportPayload;

void insert_rows(Statements& statements, const PayloadKey& key, const ReportPayload& payload) {
    const model::CommandPayload& program = payload.program;
    statements.run(
        sql::kInsertReport, key.task, key.version, key.user_id, words_as_json(program.argv),
        text_or_null(program.shell), text_or_null(program.cwd), variables_as_json(program),
        program.standard_input, text_or_null(payload.sql), words_as_json(payload.to),
        text_or_null(payload.subject), to_string(payload.format), text_or_null(payload.attach_as));
}

Result<void> read_rows(Statements& statements, model::TaskId id, model::Version version,
                       ReportPayload& payload) {
    Query row = statements.use(sql::kReport, id, version);
    if (!row.step()) {
        return fail(ErrorCode::kFailed, "task {} has no report; look with: tasksched store check",
                    id.value);
    }
    payload.sql = row.text(5);
    payload.subject = row.text(7);
    payload.attach_as = row.text(9);
    const auto read = read_program(row, payload.program)
                          .and_then([&] { return words_at(row, 6); })
                          .and_then([&](std::vector<std::string> to) {
                              payload.to = std::move(to);
                              return model::parse_report_format(row.text(8));
                          })
                          .map([&](model::ReportFormat format) { payload.format = format; });
    if (!read) {
        return fail(ErrorCode::kFailed,
                    "the report of task {} cannot be read: {}; schedule it anew", id.value,
                    read.error().message);
    }
    return {};
}

}  // namespace tasksched::store::sqlite
