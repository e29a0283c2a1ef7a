#include "cli/commands/missing_store.h"

namespace tasksched::cli::commands {

base::Result<service::Operations*> service_if_stored(Session& session) {
    auto service = session.service(store::OpenMode::kRead);
    if (service || service.error().code != base::ErrorCode::kNotFound) {
        return service;
    }
    session.remark(fmt::format("{}; 'tasksched schedule' makes it", service.error().message));
    return nullptr;
}

}  // namespace tasksched::cli::commands
