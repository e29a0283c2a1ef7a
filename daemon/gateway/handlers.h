#pragma once

#include <memory>
#include <vector>

#include "daemon/gateway/admission.h"
#include "daemon/gateway/call.h"
#include "daemon/gateway/handler.h"
#include "daemon/plugins/command/live_output.h"

namespace tasksched::daemon {

/// The handlers of this build, a line a verb. What they are given outlives them. Who is served
/// decides what has to be checked: the store may be the client's own or not.
std::vector<std::unique_ptr<Handler>> make_handlers(LiveOutput& output,
                                                    const CallHandler::Access& access,
                                                    Admission::Serves whom);

}  // namespace tasksched::daemon
