#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/base/error.h"

namespace tasksched::model {

/// The value of a plugin's field: a text, a whole number, any number, a truth value.
using PluginValue = std::variant<std::string, std::int64_t, double, bool>;

/// The value as it can be given on the command line, and as JSON.
std::string value_text(const PluginValue& value);
std::string value_json(const PluginValue& value);

/// What a field of a plugin takes.
enum class FieldKind {
    kText,
    kLine,  ///< a text without control characters
    kInteger,
    kNumber,
    kBoolean,
    kChoice,
    kDuration,  ///< handed over as whole seconds
    kUrl,
    kEmail,
    kFile,    ///< an absolute path
    kSecret,  ///< the name of a secret; the plugin is handed the secret itself
};

std::string_view to_string(FieldKind kind);
base::Result<FieldKind> parse_field_kind(std::string_view text);

/// A field of a plugin's tasks, as its manifest describes it.
struct PluginField {
    std::string name;  ///< as is_field_name() has it
    FieldKind kind = FieldKind::kText;
    std::string help;  ///< one line; may be empty
    bool required = false;
    std::optional<PluginValue> default_value;
    std::vector<std::string> choices;             ///< of kChoice
    std::optional<PluginValue> min, max;          ///< of kInteger, kNumber and kDuration
    std::optional<std::int64_t> max_length = {};  ///< in characters
};

/// Whether `name` can name a field: a letter, then up to 63 of a-z, A-Z, 0-9, '_' and '-'.
bool is_field_name(std::string_view name);

/// Reads a value of the field. kInvalid says what is expected, without the field's name.
base::Result<PluginValue> read_value(const PluginField& field, std::string_view text);

/// What the field takes, in words: "a whole number from 1 to 10".
std::string expectation(const PluginField& field);

}  // namespace tasksched::model
