#include "cli/commands/field_changes.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/output/json.h"
#include "common/base/text.h"

namespace tasksched::cli::commands {

namespace {

/// A text without its quotes; all else as JSON has it.
std::string plain(const std::string& json) {
    const auto value = nlohmann::json::parse(json, nullptr, false);
    const std::string text = value.is_string() ? value.get<std::string>() : json;
    return text.empty() ? "\"\"" : base::escape_control(text);
}

}  // namespace

std::string to_line(const model::FieldChange& change) {
    return fmt::format("{}: {} -> {}", change.field, plain(change.from), plain(change.to));
}

std::string to_json_list(const std::vector<model::FieldChange>& changes) {
    std::string list;
    for (const model::FieldChange& change : changes) {
        list += list.empty() ? "" : ",";
        list += JsonObject()
                    .add("field", change.field)
                    .add_raw("from", change.from)
                    .add_raw("to", change.to)
                    .text();
    }
    return fmt::format("[{}]", list);
}

}  // namespace tasksched::cli::commands
