#include "common/store/sqlite/payloads/plugin_rows.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "common/base/text.h"
#include "common/store/sqlite/payloads/plugin_sql.h"

namespace tasksched::store::sqlite {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using Json = nlohmann::ordered_json;

std::optional<model::PluginValue> value_of(const Json& json) {
    if (json.is_string()) {
        return json.get<std::string>();
    }
    if (json.is_boolean()) {
        return json.get<bool>();
    }
    if (json.is_number_integer()) {
        return json.get<std::int64_t>();
    }
    return json.is_number() ? std::optional<model::PluginValue>(json.get<double>()) : std::nullopt;
}

}  // namespace

void insert_rows(Statements& statements, const PayloadKey& key,
                 const model::PluginPayload& payload) {
    statements.run(sql::kInsertPluginPayload, key.task, key.version, key.user_id,
                   model::to_json(payload));
}

Result<void> read_rows(Statements& statements, model::TaskId id, model::Version version,
                       model::PluginPayload& payload) {
    Query row = statements.use(sql::kPluginPayload, id, version);
    if (!row.step()) {
        return fail(ErrorCode::kFailed,
                    "task {}: its type {} is none of this tasksched's, and no plugin's task",
                    id.value, base::quoted(payload.type));
    }
    const Json fields = Json::parse(row.text(0), nullptr, false);
    const auto unreadable = [&] {
        return fail(ErrorCode::kFailed,
                    "the fields of task {} are no JSON object of plain values; schedule it anew",
                    id.value);
    };
    if (!fields.is_object()) {
        return unreadable();
    }
    for (const auto& [name, json] : fields.items()) {
        auto value = value_of(json);
        if (!value) {
            return unreadable();
        }
        payload.fields.emplace_back(name, std::move(*value));
    }
    return {};
}

}  // namespace tasksched::store::sqlite
