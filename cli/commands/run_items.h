#pragma once

#include <vector>

#include "cli/session.h"
#include "common/base/error.h"

namespace tasksched::cli::commands {

/// Prints the parts of the runs, a line each; with --json the runs themselves, each with its parts
/// under the key "items".
base::Result<void> print_items(Session& session, service::Operations& service,
                               const std::vector<model::Run>& runs);

}  // namespace tasksched::cli::commands
