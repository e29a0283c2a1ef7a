#pragma once

#include <string>
#include <vector>

#include "cli/session.h"
#include "common/base/error.h"
#include "common/service/requests.h"

namespace tasksched::cli::commands {

/// Whether runs that are under way are ended too.
enum class RunningRuns { kLeave, kKill };

/// Moves the tasks to another state, all or none, and wakes the daemon; for cancel, pause, resume.
base::Result<int> move_tasks(Session& session, service::Transition to,
                             const std::vector<std::string>& tasks,
                             RunningRuns running = RunningRuns::kLeave);

}  // namespace tasksched::cli::commands
