#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/base/error.h"

namespace tasksched::config {

/// A value of another kind than the settings have: a date, a list of other things than texts.
struct OtherValue {
    friend bool operator==(const OtherValue&, const OtherValue&) = default;
};

/// A table without keys.
struct EmptyTable {
    friend bool operator==(const EmptyTable&, const EmptyTable&) = default;
};

/// One `key = value` of a TOML file, with the tables it stands in.
struct Entry {
    std::vector<std::string> path;  ///< {"slots", "command"}
    std::int64_t line = 0;          ///< from 1
    std::variant<OtherValue, EmptyTable, std::string, std::int64_t, double, bool,
                 std::vector<std::string>>
        value;

    /// "slots.command"; parts that TOML would quote are quoted.
    [[nodiscard]] std::string key() const;
};

/// All entries of `text`, in the order of their lines. kInvalid names `file`, the line and what is
/// wrong.
base::Result<std::vector<Entry>> read_toml(std::string_view text, const std::string& file);

/// The values as a TOML file writes them.
std::string toml_text(std::string_view text);
std::string toml_text(std::int64_t number);
std::string toml_text(const std::vector<std::string>& texts);

}  // namespace tasksched::config
