#include "common/store/sqlite/json_columns.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "common/base/text.h"

namespace tasksched::store::sqlite {

void append_json(std::string& json, std::string_view text) {
    json += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            json += '\\';
            json += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            json += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            json += c;
        }
    }
    json += '"';
}

std::optional<std::string> words_as_json(const std::vector<std::string>& words) {
    if (words.empty()) {
        return std::nullopt;
    }
    std::string json = "[";
    for (const std::string& word : words) {
        json += json.size() > 1 ? "," : "";
        append_json(json, word);
    }
    return json + ']';
}

base::Result<std::vector<std::string>> words_at(const Query& row, int column) {
    if (row.is_null(column)) {
        return std::vector<std::string>();
    }
    const std::string text = row.text(column);
    try {
        return nlohmann::json::parse(text).get<std::vector<std::string>>();
    } catch (const nlohmann::json::exception&) {
        return base::fail(base::ErrorCode::kFailed, "{} is no list of words", base::quoted(text));
    }
}

}  // namespace tasksched::store::sqlite
