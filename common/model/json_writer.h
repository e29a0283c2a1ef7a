#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/time/time_text.h"

namespace tasksched::model {

/// `text` as a JSON string, quotes included. Bytes that are not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

/// The texts as a JSON list of strings.
std::string json_list(std::span<const std::string> texts);

/// Writes one JSON object on one line, its keys in the order of the calls. Keys are plain ASCII and
/// given once each.
class JsonObject {
  public:
    JsonObject& text(std::string_view key, std::string_view value);
    JsonObject& number(std::string_view key, std::int64_t value);
    JsonObject& truth(std::string_view key, bool value);
    JsonObject& null(std::string_view key);

    /// A value that is JSON already.
    JsonObject& json(std::string_view key, std::string_view value);

    /// The value, or null where there is none.
    JsonObject& optional_text(std::string_view key, const std::optional<std::string>& value);
    JsonObject& optional_number(std::string_view key, std::optional<std::int64_t> value);
    JsonObject& optional_truth(std::string_view key, std::optional<bool> value);
    JsonObject& optional_time(std::string_view key, const std::optional<time::Second>& value,
                              const time::Zone& zone);

    /// The value, or null where it is empty.
    JsonObject& text_or_null(std::string_view key, std::string_view value);

    /// The object, without a line end.
    [[nodiscard]] std::string str() const { return text_ + '}'; }

  private:
    void begin(std::string_view key);

    std::string text_ = "{";
};

}  // namespace tasksched::model
