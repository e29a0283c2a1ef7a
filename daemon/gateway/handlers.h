#pragma once

#include <memory>
#include <vector>

#include "daemon/gateway/handler.h"
#include "daemon/plugins/command/live_output.h"

namespace tasksched::daemon {

/// The handlers of this build, a line a verb. What they are given outlives them.
std::vector<std::unique_ptr<Handler>> make_handlers(LiveOutput& output);

}  // namespace tasksched::daemon
