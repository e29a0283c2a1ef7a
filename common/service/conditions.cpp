#include "common/service/conditions.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "common/base/text.h"

namespace tasksched::service {

namespace {

using base::Result;

constexpr std::array<std::string_view, 4> kTaskFields{"type", "state", "name", "user_id"};

std::optional<std::string> field_of(const model::Task& task, std::string_view name) {
    if (name == "type") {
        return task.type;
    }
    if (name == "state") {
        return std::string(model::to_string(task.state));
    }
    if (name == "name") {
        return task.name;
    }
    if (name == "user_id") {
        return task.user_id;
    }
    return std::nullopt;
}

bool is_known(std::string_view key) {
    const auto payload_fields = model::payload_fields();
    return std::find(kTaskFields.begin(), kTaskFields.end(), key) != kTaskFields.end() ||
           std::find(payload_fields.begin(), payload_fields.end(), key) != payload_fields.end();
}

std::string known_keys() {
    std::string known;
    for (const std::string_view key : kTaskFields) {
        known += known.empty() ? "" : ", ";
        known += key;
    }
    for (const std::string_view key : model::payload_fields()) {
        known += ", ";
        known += key;
    }
    return known;
}

}  // namespace

Result<std::vector<Condition>> parse_conditions(const std::vector<std::string>& texts) {
    std::vector<Condition> conditions;
    for (const std::string& text : texts) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos) {
            return base::fail(base::ErrorCode::kInvalid, "--where: {}: KEY=VALUE is expected",
                              base::quoted(text));
        }
        Condition condition{text.substr(0, equals), text.substr(equals + 1)};
        if (!is_known(condition.field)) {
            return base::fail(base::ErrorCode::kInvalid, "--where: unknown key {}; the keys are {}",
                              base::quoted(condition.field), known_keys());
        }
        conditions.push_back(std::move(condition));
    }
    return conditions;
}

bool holds(const std::vector<Condition>& conditions, const model::Task& task,
           const model::Payload& payload) {
    std::vector<model::FieldValue> of_payload;
    for (const Condition& condition : conditions) {
        const auto value = field_of(task, condition.field);
        if (value && *value != condition.value) {
            return false;
        }
        if (!value) {
            of_payload.push_back(condition);
        }
    }
    return model::matches(payload, of_payload);
}

}  // namespace tasksched::service
