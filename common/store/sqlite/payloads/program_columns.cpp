#include "common/store/sqlite/payloads/program_columns.h"

#include <nlohmann/json.hpp>

#include "common/base/text.h"
#include "common/store/sqlite/json_columns.h"

namespace tasksched::store::sqlite {

namespace {

/// The JSON of the column as a value of type `Value`; an empty one where it is NULL.
template <typename Value>
Value from_json(const Query& row, int column) {
    return row.is_null(column) ? Value() : nlohmann::json::parse(row.text(column)).get<Value>();
}

}  // namespace

std::optional<std::string> variables_as_json(const model::CommandPayload& program) {
    if (program.env.empty()) {
        return std::nullopt;
    }
    std::string json = "[";
    for (const auto& [name, value] : program.env) {
        json += json.size() > 1 ? ",[" : "[";
        append_json(json, name);
        json += ',';
        append_json(json, value);
        json += ']';
    }
    return json + ']';
}

base::Result<void> read_program(const Query& row, model::CommandPayload& program) {
    try {
        program.argv = from_json<decltype(program.argv)>(row, 0);
        program.shell = row.text(1);
        program.cwd = row.text(2);
        program.env = from_json<decltype(program.env)>(row, 3);
        program.standard_input = row.optional(4, &Query::text);
        return {};
    } catch (const nlohmann::json::exception& exception) {
        return base::fail(base::ErrorCode::kFailed, "{}", base::escape_control(exception.what()));
    }
}

}  // namespace tasksched::store::sqlite
