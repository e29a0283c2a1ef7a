#pragma once

#include "common/model/plugin_type.h"
#include "common/model/task_spec.h"

namespace tasksched::cli {

/// Makes the paths absolute that a spec gives to fields that take files, where its type is one of
/// the plugins.
void settle_plugin_files(const model::PluginTypes& plugins, model::TaskSpec& spec);

}  // namespace tasksched::cli
