#pragma once

#include <string>

#include "cli/session.h"
#include "common/base/error.h"

namespace tasksched::cli::commands {

/// Schedules a task for each line of the NDJSON in `path` ("-" for standard input), in one
/// transaction. An error names the line, and nothing is stored. Blank lines may stand at the end.
base::Result<int> schedule_batch(Session& session, const std::string& path,
                                 service::OnSameName same_name);

/// Checks the lines as schedule_batch does, stores nothing, and prints how many there are.
base::Result<int> preview_batch(Session& session, const std::string& path,
                                service::OnSameName same_name);

}  // namespace tasksched::cli::commands
