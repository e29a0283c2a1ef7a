#pragma once

#include <string>

#include "common/base/error.h"
#include "common/config/plugins.h"
#include "common/model/plugin_type.h"

namespace tasksched::config {

/// All plugins in the directories, with what is wrong with those that are not sound: their manifest
/// cannot be read or is not what tasksched-plugin(7) says, it or the program may be written by
/// others, the program is not there. A directory that is not there has none.
model::PluginTypes read_plugins(const Plugins& plugins);

/// The plugin of that name, looked for as read_plugins() does; kNotFound where there is none.
base::Result<model::PluginTypePtr> read_plugin(const Plugins& plugins, const std::string& name);

}  // namespace tasksched::config
