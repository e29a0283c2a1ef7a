#pragma once

#include "cli/session.h"
#include "common/base/error.h"
#include "common/model/task_spec.h"

namespace tasksched::cli::commands {

/// Prints the task that `schedule` would store and its next five times, and stores nothing.
base::Result<int> preview_one(Session& session, const model::TaskSpec& spec,
                              service::OnSameName same_name);

}  // namespace tasksched::cli::commands
