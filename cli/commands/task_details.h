#pragma once

#include "cli/output/table.h"
#include "cli/session.h"
#include "common/model/payload.h"
#include "common/model/task.h"

namespace tasksched::cli::commands {

/// All that a task says, a line each, as `show` prints it. The lines refer to the task.
Details task_details(Session& session, const model::Task& task, const model::Payload& payload);

}  // namespace tasksched::cli::commands
