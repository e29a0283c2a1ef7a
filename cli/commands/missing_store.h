#pragma once

#include "cli/session.h"
#include "common/base/error.h"

namespace tasksched::cli::commands {

/// The service for a look at the store; null where there is no store yet, which the user is told:
/// before the first task is scheduled, a list is empty and no failure.
base::Result<service::Operations*> service_if_stored(Session& session);

}  // namespace tasksched::cli::commands
