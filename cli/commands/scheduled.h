#pragma once

#include "cli/session.h"
#include "common/service/requests.h"

namespace tasksched::cli::commands {

/// Prints the ids of tasks that were stored, tells the user the remarks, and wakes the daemon.
void report_scheduled(Session& session, const service::ScheduleResponse& response);

}  // namespace tasksched::cli::commands
