#include "cli/output/type_help.h"

#include <fmt/format.h>

#include "cli/output/help.h"
#include "cli/output/json.h"
#include "common/model/json_writer.h"
#include "common/time/duration_text.h"

namespace tasksched::cli {
namespace {

std::string timeout_text(const model::Policies& policies) {
    return policies.timeout ? time::format_duration(*policies.timeout) : "none";
}

std::string policies_text(const model::Policies& policies) {
    return fmt::format(
        "\nWhere a task says nothing else: --retries {} --backoff {} --timeout {} --on-crash {}\n",
        policies.retries, model::format_backoff(policies.backoff), timeout_text(policies),
        model::to_string(policies.on_crash));
}

/// "a text on one line; required: the channel to post to"
std::string field_text(const model::PluginField& field) {
    std::string text = model::expectation(field);
    if (field.required) {
        text += "; required";
    }
    if (field.default_value) {
        text += fmt::format("; {} by default", model::value_text(*field.default_value));
    }
    return field.help.empty() ? text : fmt::format("{} ({})", field.help, text);
}

JsonObject begin_json(const model::TypeInfo& type, const std::optional<std::string>& plugin) {
    JsonObject object;
    object.add("type", type.name).add("help", type.help).add("plugin", plugin);
    return object;
}

void add_policies_json(JsonObject& object, const model::Policies& policies) {
    object.add("retries", policies.retries)
        .add("backoff", model::format_backoff(policies.backoff))
        .add("timeout", policies.timeout ? std::optional(time::format_duration(*policies.timeout))
                                         : std::nullopt)
        .add("on_crash", model::to_string(policies.on_crash));
}

std::string value_or_null(const std::optional<model::PluginValue>& value) {
    return value ? model::value_json(*value) : "null";
}

std::string field_json(const model::PluginField& field) {
    return JsonObject()
        .add("name", field.name)
        .add("type", model::to_string(field.kind))
        .add("help", field.help)
        .add("required", field.required)
        .add_raw("default", value_or_null(field.default_value))
        .add_raw("choices", model::json_list(field.choices))
        .add_raw("min", value_or_null(field.min))
        .add_raw("max", value_or_null(field.max))
        .add("max_length", field.max_length)
        .text();
}

/// The objects as a JSON list.
template <typename Elements, typename Write>
std::string list_of(const Elements& elements, const Write& write) {
    std::string list = "[";
    for (const auto& element : elements) {
        list += list.size() > 1 ? "," : "";
        list += write(element);
    }
    return list + ']';
}

}  // namespace

std::string type_help(const model::TypeInfo& type) {
    return fmt::format("Usage: tasksched schedule WHEN [POLICY...] {}{}{}\n\nTo {}.\n{}{}",
                       type.name, type.options.empty() ? "" : " OPTIONS",
                       type.runs_program ? " -- PROGRAM [ARGUMENT...]" : "", type.help,
                       option_entries_of(type), policies_text(type.policies));
}

std::string type_help(const model::PluginType& type) {
    const model::PluginManifest& manifest = type.manifest();
    std::string text =
        fmt::format("Usage: tasksched schedule WHEN [POLICY...] {}{}\n\nTo {}.\n", manifest.name,
                    manifest.fields.empty() ? "" : " --set FIELD=VALUE...", manifest.help);
    text += manifest.fields.empty() ? "" : "\nFields:\n";
    for (const model::PluginField& field : manifest.fields) {
        text += help_entry(field.name, field_text(field));
    }
    return text + policies_text(manifest.policies) + fmt::format("Plugin: {}\n", manifest.file);
}

std::string type_json(const model::TypeInfo& type) {
    JsonObject object = begin_json(type, std::nullopt);
    object.add_raw("options", list_of(type.options, [](const model::TypeOption& option) {
                       return JsonObject()
                           .add("name", option.name)
                           .add("metavar", option.metavar)
                           .add("help", option.help)
                           .text();
                   }));
    object.add("runs_program", type.runs_program);
    add_policies_json(object, type.policies);
    return object.text();
}

std::string type_json(const model::PluginType& type) {
    const model::PluginManifest& manifest = type.manifest();
    JsonObject object = begin_json(type.info(), manifest.file);
    object.add("program", manifest.program).add_raw("fields", list_of(manifest.fields, field_json));
    add_policies_json(object, manifest.policies);
    return object.text();
}

}  // namespace tasksched::cli
