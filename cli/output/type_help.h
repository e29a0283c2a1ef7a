#pragma once

#include <string>

#include "common/model/plugin_type.h"
#include "common/model/type_info.h"

namespace tasksched::cli {

/// The help of a type of this build: usage, what it does, its options, its default policies.
std::string type_help(const model::TypeInfo& type);

/// The same of a plugin's type, with its fields.
std::string type_help(const model::PluginType& type);

/// All that is known of a type, as a JSON object.
std::string type_json(const model::TypeInfo& type);
std::string type_json(const model::PluginType& type);

}  // namespace tasksched::cli
