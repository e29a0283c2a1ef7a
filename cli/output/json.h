#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tasksched::cli {

/// `text` as a JSON string; bytes that are not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

/// One JSON object, its keys in the order in which they were added, on one line.
class JsonObject {
  public:
    JsonObject& add(std::string_view key, std::string_view value) {
        return add_raw(key, json_string(value));
    }
    JsonObject& add(std::string_view key, const char* value) {
        return add(key, std::string_view(value));
    }
    JsonObject& add(std::string_view key, bool value) {
        return add_raw(key, value ? "true" : "false");
    }
    template <std::integral T>
    requires(!std::same_as<T, bool>) JsonObject& add(std::string_view key, T value) {
        return add_raw(key, std::to_string(value));
    }
    template <typename T>
    JsonObject& add(std::string_view key, const std::optional<T>& value) {
        return value ? add(key, *value) : add_raw(key, "null");
    }

    /// `json` is the value as JSON already.
    JsonObject& add_raw(std::string_view key, std::string_view json);

    [[nodiscard]] std::string text() const { return text_ + "}"; }

  private:
    std::string text_ = "{";
};

/// `object`, the text of a JSON object, with one more key at its end.
std::string with_key(std::string_view object, std::string_view key, std::string_view json);

}  // namespace tasksched::cli
