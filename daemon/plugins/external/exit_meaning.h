#pragma once

#include "common/model/plugin_type.h"
#include "common/model/policies.h"
#include "common/model/run.h"

namespace tasksched::daemon {

/// Gives the end of a plugin's program the meaning that it has for plugins: 75 and 69, what the
/// manifest says, and what the task is to be tried again after (`retry_on`) are transient failures,
/// every other status and a signal are permanent ones; what the manifest says of the status is the
/// detail. Success, a timeout, a kill and what never started stay what they are. `type` is null
/// where the plugin is not there any more.
void give_meaning(const model::PluginType* type, const model::Policies& policies,
                  model::AttemptResult& result);

}  // namespace tasksched::daemon
