#include "common/model/json_writer.h"

#include <nlohmann/json.hpp>

namespace tasksched::model {

std::string json_string(std::string_view text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string json_list(std::span<const std::string> texts) {
    std::string list = "[";
    for (const std::string& text : texts) {
        if (list.size() > 1) {
            list += ',';
        }
        list += json_string(text);
    }
    return list + ']';
}

void JsonObject::begin(std::string_view key) {
    if (text_.size() > 1) {
        text_ += ',';
    }
    text_ += '"';
    text_ += key;
    text_ += "\":";
}

JsonObject& JsonObject::json(std::string_view key, std::string_view value) {
    begin(key);
    text_ += value;
    return *this;
}

JsonObject& JsonObject::text(std::string_view key, std::string_view value) {
    return json(key, json_string(value));
}

JsonObject& JsonObject::number(std::string_view key, std::int64_t value) {
    return json(key, std::to_string(value));
}

JsonObject& JsonObject::truth(std::string_view key, bool value) {
    return json(key, value ? "true" : "false");
}

JsonObject& JsonObject::null(std::string_view key) { return json(key, "null"); }

JsonObject& JsonObject::optional_text(std::string_view key,
                                      const std::optional<std::string>& value) {
    return value ? text(key, *value) : null(key);
}

JsonObject& JsonObject::optional_time(std::string_view key,
                                      const std::optional<time::Second>& value,
                                      const time::Zone& zone) {
    return value ? text(key, time::format_time(*value, zone)) : null(key);
}

JsonObject& JsonObject::optional_number(std::string_view key, std::optional<std::int64_t> value) {
    return value ? number(key, *value) : null(key);
}

JsonObject& JsonObject::optional_truth(std::string_view key, std::optional<bool> value) {
    return value ? truth(key, *value) : null(key);
}

JsonObject& JsonObject::text_or_null(std::string_view key, std::string_view value) {
    return value.empty() ? null(key) : text(key, value);
}

}  // namespace tasksched::model
