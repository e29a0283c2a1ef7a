#pragma once

#include <optional>
#include <string>

#include "cli/session.h"
#include "common/service/requests.h"

namespace tasksched::cli::commands {

/// What a task missed as one JSON object, for `missed` and `show`.
std::string json_of_plan(Session& session, const service::MissedPlan& plan);

/// How many occurrences, for people: "14"; "over 1000" where they were too many to count.
std::string count_text(const service::MissedPlan& plan);

}  // namespace tasksched::cli::commands
