#include "common/model/plugin_payload.h"

#include <algorithm>
#include <array>

#include "common/base/text.h"
#include "common/model/command.h"
#include "common/model/json_writer.h"
#include "common/model/option.h"
#include "common/model/shell_words.h"

namespace tasksched::model {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using Fields = std::vector<std::pair<std::string, PluginValue>>;

constexpr std::string_view kSet = "set";

constexpr std::array<TypeOption, 1> kPluginOptions{
    {{.name = kSet,
      .metavar = "FIELD=VALUE",
      .help = "set a field of a plugin's type; 'tasksched types TYPE' lists them; repeatable",
      .kind = OptionKind::kList,
      .source = ValueSource::kVerbatim}}};

const PluginValue* field_value(const Fields& fields, std::string_view name) {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const auto& field) { return field.first == name; });
    return found == fields.end() ? nullptr : &found->second;
}

void remove_field(Fields& fields, std::string_view name) {
    fields.erase(std::remove_if(fields.begin(), fields.end(),
                                [&](const auto& field) { return field.first == name; }),
                 fields.end());
}

tl::unexpected<base::Error> missing(const PluginType& type, const PluginField& field) {
    return fail(ErrorCode::kInvalid, "{} needs its field '{}': give --set {}=VALUE, {}{}",
                type.manifest().name, field.name, field.name, expectation(field),
                field.help.empty() ? "" : fmt::format(" ({})", field.help));
}

/// Brings the fields into the type's order and gives those that are open their defaults.
Result<void> complete(const PluginType& type, Fields& fields) {
    Fields complete;
    for (const PluginField& field : type.manifest().fields) {
        if (const PluginValue* value = field_value(fields, field.name)) {
            complete.emplace_back(field.name, *value);
        } else if (field.default_value) {
            complete.emplace_back(field.name, *field.default_value);
        } else if (field.required) {
            return missing(type, field);
        }
    }
    fields = std::move(complete);
    return {};
}

Result<void> check_size(const PluginPayload& payload) {
    const std::size_t bytes = to_json(payload).size();
    if (bytes > kMaxPayloadBytes) {
        return fail(ErrorCode::kInvalid,
                    "the fields have {} bytes, {} are allowed; put the rest in a file", bytes,
                    kMaxPayloadBytes);
    }
    return {};
}

/// Checks each of the fields against the type, and reads it as the type has it now.
Result<Fields> read_anew(const PluginType& type, const Fields& fields) {
    Fields read;
    for (const auto& [name, value] : fields) {
        const PluginField* field = type.field(name);
        if (field == nullptr) {
            return fail(ErrorCode::kInvalid, "{}", type.unknown_field(name));
        }
        auto now = read_value(*field, value_text(value));
        if (!now) {
            return in_option(fmt::format("the field '{}' of {}", name, type.manifest().name),
                             std::move(now.error()));
        }
        read.emplace_back(name, std::move(*now));
    }
    return read;
}

Result<void> set_field(const PluginType& type, std::string_view assignment, Fields& given) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string_view::npos || equals == 0) {
        return invalid_option("--set", "{}: FIELD=VALUE is expected", base::quoted(assignment));
    }
    const std::string name(assignment.substr(0, equals));
    const std::string_view text = assignment.substr(equals + 1);
    const PluginField* field = type.field(name);
    if (field == nullptr) {
        return invalid_option("--set", "{}", type.unknown_field(name));
    }
    if (field_value(given, name) != nullptr) {
        return invalid_option("--set", "the field '{}' is given twice; once is right", name);
    }
    auto value = text.empty() ? Result<PluginValue>(std::string()) : read_value(*field, text);
    if (!value) {
        return in_option(fmt::format("--set {}", name), std::move(value.error()));
    }
    given.emplace_back(name, std::move(*value));
    return {};
}

bool is_empty(const PluginValue& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text != nullptr && text->empty();
}

Result<void> set_fields(const PluginType& type, std::span<const std::string> assignments,
                        Fields& fields) {
    Fields given;
    for (const std::string& assignment : assignments) {
        if (auto set = set_field(type, assignment, given); !set) {
            return set;
        }
    }
    for (auto& [name, value] : given) {
        remove_field(fields, name);
        if (!is_empty(value)) {
            fields.emplace_back(name, std::move(value));
        }
    }
    return {};
}

}  // namespace

const TypeInfo PluginPayload::kType{.name = "plugin",
                                    .help = "what an installed plugin does",
                                    .options = kPluginOptions,
                                    .operands = {},
                                    .runs_program = false,
                                    .fields = {},
                                    .policies = {}};

Result<void> check(const PluginPayload& payload) {
    if (payload.known_as == nullptr) {
        return check_size(payload);
    }
    return read_anew(*payload.known_as, payload.fields)
        .and_then([&](Fields fields) { return complete(*payload.known_as, fields); })
        .and_then([&] { return check_size(payload); });
}

Result<void> apply_options(const TaskSpec& spec, PluginPayload& payload) {
    const auto assignments = values_of(spec.type_options, kSet);
    if (payload.known_as == nullptr) {
        return assignments.empty()
                   ? Result<void>()
                   : fail(ErrorCode::kInvalid,
                          "--set: there is no plugin of the name {} here any more; 'tasksched "
                          "types' lists those that there are",
                          base::quoted(payload.type));
    }
    const PluginType& type = *payload.known_as;
    return set_fields(type, assignments, payload.fields)
        .and_then([&] { return complete(type, payload.fields); })
        .and_then([&] { return check(payload); });
}

Result<PluginPayload> as_known_now(PluginPayload payload, PluginTypePtr type) {
    auto fields = read_anew(*type, payload.fields);
    if (!fields) {
        return tl::unexpected(std::move(fields.error()));
    }
    payload.fields = std::move(*fields);
    payload.known_as = std::move(type);
    return complete(*payload.known_as, payload.fields).map([&] { return std::move(payload); });
}

std::string summary(const PluginPayload& payload) {
    std::string line;
    for (const auto& [name, value] : payload.fields) {
        line += line.empty() ? "" : " ";
        line += shell_quoted(fmt::format("{}={}", name, value_text(value)));
    }
    return base::escape_control(line);
}

std::optional<std::string> field(const PluginPayload& payload, std::string_view name) {
    const PluginValue* value = field_value(payload.fields, name);
    return value == nullptr ? std::nullopt : std::optional(value_text(*value));
}

std::string to_json(const PluginPayload& payload) {
    JsonObject object;
    for (const auto& [name, value] : payload.fields) {
        object.json(name, value_json(value));
    }
    return object.str();
}

std::vector<std::pair<std::string_view, std::string>> details(const PluginPayload& /*payload*/) {
    return {};
}

}  // namespace tasksched::model
