#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "common/base/error.h"
#include "common/config/toml_reader.h"
#include "common/model/plugin_field.h"

namespace tasksched::config {

/// A section [fields.NAME] of a manifest.
struct FieldTable {
    std::string name;
    std::int64_t line = 0;  ///< of the first entry
    std::map<std::string, Entry, std::less<>> keys;
};

/// The sections of a manifest's fields, in their order.
class FieldTables {
  public:
    /// Takes an entry below [fields]. kInvalid says what is expected, without key and line.
    base::Result<void> add(const Entry& entry);

    [[nodiscard]] const std::vector<FieldTable>& tables() const { return tables_; }

  private:
    std::vector<FieldTable> tables_;
};

/// What is wrong with a field, and where.
struct FieldError {
    std::int64_t line = 0;
    std::string key;  ///< "fields.channel.default"
    base::Error error;
};

/// The field that a section describes.
tl::expected<model::PluginField, FieldError> read_field(const FieldTable& table);

/// The text of a value as an option of tasks or a field would be given it; none for a list, a date
/// and the like.
std::optional<std::string> scalar_text(const Entry& entry);

}  // namespace tasksched::config
