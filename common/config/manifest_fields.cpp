#include "common/config/manifest_fields.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/base/text.h"
#include "common/config/refuse.h"

namespace tasksched::config {

namespace {

using base::Result;
using model::FieldKind;
using model::PluginField;

constexpr std::int64_t kMaxLength = std::int64_t{64} * 1024;
constexpr std::size_t kMaxFields = 100;

/// A key of a field, which sets a part of it. Those of which others depend come first.
struct FieldKey {
    std::string_view name;
    Result<void> (*read)(const Entry& entry, PluginField& field);
};

bool has_range(FieldKind kind) {
    return kind == FieldKind::kInteger || kind == FieldKind::kNumber ||
           kind == FieldKind::kDuration;
}

Result<void> read_kind(const Entry& entry, PluginField& field) {
    return model::parse_field_kind(scalar_text(entry).value_or("")).map([&](FieldKind kind) {
        field.kind = kind;
    });
}

Result<void> read_field_help(const Entry& entry, PluginField& field) {
    const auto* text = std::get_if<std::string>(&entry.value);
    if (text == nullptr || base::has_control(*text) || !base::is_utf8(*text)) {
        return refuse("a text in quotes, on one line, is expected");
    }
    field.help = *text;
    return {};
}

Result<void> read_required(const Entry& entry, PluginField& field) {
    const auto* truth = std::get_if<bool>(&entry.value);
    if (truth == nullptr) {
        return refuse("true or false is expected");
    }
    field.required = *truth;
    return {};
}

Result<void> read_choices(const Entry& entry, PluginField& field) {
    const auto* choices = std::get_if<std::vector<std::string>>(&entry.value);
    if (field.kind != FieldKind::kChoice) {
        return refuse("choices are for fields of the type choice");
    }
    const bool sound = choices != nullptr && !choices->empty() &&
                       std::none_of(choices->begin(), choices->end(), [](const auto& choice) {
                           return choice.empty() || base::has_control(choice);
                       });
    if (!sound) {
        return refuse(R"(a list of texts such as ["low", "high"] is expected)");
    }
    field.choices = *choices;
    return {};
}

Result<void> read_max_length(const Entry& entry, PluginField& field) {
    const auto* number = std::get_if<std::int64_t>(&entry.value);
    if (field.kind != FieldKind::kText && field.kind != FieldKind::kLine &&
        field.kind != FieldKind::kUrl) {
        return refuse("a length is for fields of the types text, line and url");
    }
    if (number == nullptr || *number < 1 || *number > kMaxLength) {
        return refuse("a whole number from 1 to {} is expected", kMaxLength);
    }
    field.max_length = *number;
    return {};
}

Result<model::PluginValue> read_field_value(const Entry& entry, const PluginField& field) {
    const auto text = scalar_text(entry);
    if (!text) {
        return refuse("{} is expected", model::expectation(field));
    }
    return model::read_value(field, *text);
}

Result<void> read_bound(const Entry& entry, const PluginField& field,
                        std::optional<model::PluginValue>& bound) {
    if (!has_range(field.kind)) {
        return refuse("bounds are for fields of the types integer, number and duration");
    }
    return read_field_value(entry, field).map([&](model::PluginValue value) {
        bound = std::move(value);
    });
}

Result<void> read_min(const Entry& entry, PluginField& field) {
    return read_bound(entry, field, field.min);
}

/// Read after the least: so it cannot be below.
Result<void> read_max(const Entry& entry, PluginField& field) {
    return read_bound(entry, field, field.max);
}

Result<void> read_default(const Entry& entry, PluginField& field) {
    if (field.required) {
        return refuse("a field that is required needs no default; take one of the two out");
    }
    return read_field_value(entry, field).map([&](model::PluginValue value) {
        field.default_value = std::move(value);
    });
}

constexpr std::array<FieldKey, 8> kFieldKeys{{
    {"type", read_kind},
    {"help", read_field_help},
    {"required", read_required},
    {"choices", read_choices},
    {"max_length", read_max_length},
    {"min", read_min},
    {"max", read_max},
    {"default", read_default},
}};

std::string names_of_keys() {
    std::string names;
    for (const FieldKey& key : kFieldKeys) {
        names += names.empty() ? "" : ", ";
        names += key.name;
    }
    return names;
}

Result<void> check_key(std::string_view name) {
    std::array<std::string_view, kFieldKeys.size()> known;
    std::transform(kFieldKeys.begin(), kFieldKeys.end(), known.begin(),
                   [](const FieldKey& key) { return key.name; });
    if (std::find(known.begin(), known.end(), name) != known.end()) {
        return {};
    }
    const auto near = base::nearest(name, known);
    return near ? refuse("unknown key; did you mean '{}'?", *near)
                : refuse("unknown key; a field has {}", names_of_keys());
}

std::string key_of(const FieldTable& table, std::string_view key) {
    return fmt::format("fields.{}.{}", table.name, key);
}

}  // namespace

Result<void> FieldTables::add(const Entry& entry) {
    const bool is_section =
        entry.path.size() == 2 && std::holds_alternative<EmptyTable>(entry.value);
    if (!is_section && entry.path.size() != 3) {
        return refuse("a field is a section of its own: [fields.NAME]");
    }
    const std::string& name = entry.path[1];
    if (!model::is_field_name(name)) {
        return refuse(
            "{} cannot name a field: a letter, then up to 63 letters, digits, '_' and '-'",
            base::quoted(name));
    }
    auto found = std::find_if(tables_.begin(), tables_.end(),
                              [&](const FieldTable& table) { return table.name == name; });
    if (found == tables_.end()) {
        if (tables_.size() == kMaxFields) {
            return refuse("more than {} fields", kMaxFields);
        }
        tables_.push_back({name, entry.line, {}});
        found = std::prev(tables_.end());
    }
    if (is_section) {
        return {};
    }
    return check_key(entry.path[2]).map([&] { found->keys.emplace(entry.path[2], entry); });
}

tl::expected<PluginField, FieldError> read_field(const FieldTable& table) {
    PluginField field;
    field.name = table.name;
    for (const FieldKey& key : kFieldKeys) {
        const auto entry = table.keys.find(key.name);
        if (entry == table.keys.end()) {
            continue;
        }
        if (auto read = key.read(entry->second, field); !read) {
            return tl::unexpected(
                FieldError{entry->second.line, key_of(table, key.name), read.error()});
        }
    }
    if (field.kind == FieldKind::kChoice && field.choices.empty()) {
        return tl::unexpected(FieldError{
            table.line,
            key_of(table, "choices"),
            {base::ErrorCode::kInvalid, R"(missing; a list such as ["low", "high"] is expected)"}});
    }
    return field;
}

std::optional<std::string> scalar_text(const Entry& entry) {
    if (const auto* text = std::get_if<std::string>(&entry.value)) {
        return *text;
    }
    if (const auto* number = std::get_if<std::int64_t>(&entry.value)) {
        return std::to_string(*number);
    }
    if (const auto* number = std::get_if<double>(&entry.value)) {
        return model::value_text(*number);
    }
    if (const auto* truth = std::get_if<bool>(&entry.value)) {
        return *truth ? "true" : "false";
    }
    return std::nullopt;
}

}  // namespace tasksched::config
