#pragma once

#include "cli/session.h"
#include "common/service/requests.h"

namespace tasksched::cli::commands {

/// The output of an attempt as one object.
void print_json(Session& session, const service::LogsResponse& logs);

}  // namespace tasksched::cli::commands
