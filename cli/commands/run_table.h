#pragma once

#include <string>
#include <vector>

#include "cli/session.h"
#include "common/model/run.h"

namespace tasksched::cli::commands {

/// What a run came to, in a word: its exit code, "SIGKILL", or empty.
std::string result_of(const model::Run& run);

/// Prints runs as a table, or a JSON object a line.
void print_runs(Session& session, const std::vector<model::Run>& runs);

}  // namespace tasksched::cli::commands
