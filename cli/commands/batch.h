#pragma once

#include <string>

#include "cli/session.h"
#include "common/base/error.h"

namespace tasksched::cli::commands {

/// What becomes of a task whose name there is already.
enum class OnSameName { kRefuse, kReplace };

/// Schedules a task for each line of the NDJSON in `path` ("-" for standard input), in one
/// transaction. An error names the line, and nothing is stored. Blank lines are passed over.
base::Result<int> schedule_batch(Session& session, const std::string& path, OnSameName same_name);

}  // namespace tasksched::cli::commands
