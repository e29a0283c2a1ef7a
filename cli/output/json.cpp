#include "cli/output/json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "common/base/check.h"

namespace tasksched::cli {

std::string json_string(std::string_view text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

JsonObject& JsonObject::add_raw(std::string_view key, std::string_view json) {
    text_ += fmt::format("{}{}:{}", text_.size() == 1 ? "" : ",", json_string(key), json);
    return *this;
}

std::string with_key(std::string_view object, std::string_view key, std::string_view json) {
    TASKSCHED_CHECK(object.size() >= 2 && object.back() == '}');
    object.remove_suffix(1);
    return fmt::format("{}{}{}:{}}}", object, object.size() == 1 ? "" : ",", json_string(key),
                       json);
}

}  // namespace tasksched::cli
