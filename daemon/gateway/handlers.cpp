#include "daemon/gateway/handlers.h"

#include "daemon/gateway/output.h"

namespace tasksched::daemon {

std::vector<std::unique_ptr<Handler>> make_handlers(LiveOutput& output) {
    std::vector<std::unique_ptr<Handler>> handlers;
    handlers.push_back(std::make_unique<OutputHandler>(output));
    return handlers;
}

}  // namespace tasksched::daemon
