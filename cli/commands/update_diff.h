#pragma once

#include "cli/args/update.h"
#include "cli/session.h"
#include "common/base/error.h"

namespace tasksched::cli::commands {

/// Prints when the tasks of the request would start and when they would not any more, and stores
/// nothing.
base::Result<int> diff_update(Session& session, const UpdateOptions& options,
                              const service::UpdateRequest& request);

}  // namespace tasksched::cli::commands
