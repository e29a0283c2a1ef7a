#include "common/store/sqlite/payloads/command_rows.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/text.h"
#include "common/store/sqlite/json_columns.h"
#include "common/store/sqlite/payloads/command_sql.h"

namespace tasksched::store::sqlite {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using model::CommandPayload;

/// [["NAME", "value"], ...], in their order; or none for none.
std::optional<std::string> variables_as_json(
    const std::vector<std::pair<std::string, std::string>>& variables) {
    if (variables.empty()) {
        return std::nullopt;
    }
    std::string json = "[";
    for (const auto& [name, value] : variables) {
        json += json.size() > 1 ? ",[" : "[";
        append_json(json, name);
        json += ',';
        append_json(json, value);
        json += ']';
    }
    return json + ']';
}

/// The JSON of the column as a value of type `Value`; an empty one where it is NULL.
template <typename Value>
Value from_json(const Query& row, int column) {
    return row.is_null(column) ? Value() : nlohmann::json::parse(row.text(column)).get<Value>();
}

}  // namespace

void insert_rows(Statements& statements, const PayloadKey& key, const CommandPayload& payload) {
    statements.run(sql::kInsertCommand, key.task, key.version, key.user_id,
                   words_as_json(payload.argv), text_or_null(payload.shell),
                   text_or_null(payload.cwd), variables_as_json(payload.env),
                   payload.standard_input);
}

Result<void> read_rows(Statements& statements, model::TaskId id, model::Version version,
                       CommandPayload& payload) {
    Query row = statements.use(sql::kCommand, id, version);
    if (!row.step()) {
        return fail(ErrorCode::kFailed, "task {} has no command; look with: tasksched store check",
                    id.value);
    }
    try {
        payload.argv = from_json<decltype(payload.argv)>(row, 0);
        payload.shell = row.text(1);
        payload.cwd = row.text(2);
        payload.env = from_json<decltype(payload.env)>(row, 3);
        payload.standard_input = row.optional(4, &Query::text);
        return {};
    } catch (const nlohmann::json::exception& exception) {
        return fail(ErrorCode::kFailed, "the command of task {} cannot be read: {}; update it",
                    id.value, base::escape_control(exception.what()));
    }
}

}  // namespace tasksched::store::sqlite
