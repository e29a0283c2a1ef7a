#pragma once

#include <string>
#include <vector>

#include "common/config/value.h"

namespace tasksched::config {

/// Where a distribution's plugins are.
inline constexpr const char* kSystemPlugins = "/usr/lib/tasksched/plugins";

/// `[plugins]`
struct Plugins {
    /// Absolute; where two have a plugin of one name, the first one's counts. By default the user's
    /// own ($XDG_DATA_HOME/tasksched/plugins) goes before the system's: see find_config().
    Value<std::vector<std::string>> directories{{kSystemPlugins}};
};

}  // namespace tasksched::config
