#pragma once

#include <memory>
#include <string>
#include <utility>

#include "common/model/plugin_type.h"

namespace tasksched::model {

inline PluginField plugin_field(std::string name, FieldKind kind, bool required = false) {
    PluginField field;
    field.name = std::move(name);
    field.kind = kind;
    field.required = required;
    return field;
}

/// Type slack: channel (a line, required), text (required), count (1 to 10, default 3), urgent (a
/// boolean), key (a secret).
inline PluginManifest slack_manifest() {
    PluginManifest manifest;
    manifest.name = "slack";
    manifest.help = "post a message";
    manifest.file = "/plugins/slack.toml";
    manifest.program = "/plugins/slack";
    PluginField count = plugin_field("count", FieldKind::kInteger);
    count.min = std::int64_t{1};
    count.max = std::int64_t{10};
    count.default_value = std::int64_t{3};
    manifest.fields = {plugin_field("channel", FieldKind::kLine, true),
                       plugin_field("text", FieldKind::kText, true), count,
                       plugin_field("urgent", FieldKind::kBoolean),
                       plugin_field("key", FieldKind::kSecret)};
    return manifest;
}

inline PluginTypePtr plugin_type(PluginManifest manifest) {
    return std::make_shared<const PluginType>(std::move(manifest));
}

inline PluginTypes slack_alone() {
    PluginTypes types;
    types.emplace("slack", plugin_type(slack_manifest()));
    return types;
}

}  // namespace tasksched::model
