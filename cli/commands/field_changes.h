#pragma once

#include <string>
#include <vector>

#include "common/model/task_diff.h"

namespace tasksched::cli::commands {

/// A change for people: "cron: 0 9 * * * -> 0 10 * * *", without control characters.
std::string to_line(const model::FieldChange& change);

/// The changes as a JSON list of {"field", "from", "to"}.
std::string to_json_list(const std::vector<model::FieldChange>& changes);

}  // namespace tasksched::cli::commands
