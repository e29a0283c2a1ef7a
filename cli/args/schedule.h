#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/args/option_set.h"
#include "common/model/task_spec.h"

namespace tasksched::cli {

/// `tasksched schedule`
struct ScheduleOptions {
    model::TaskSpec spec;              ///< all but its type
    std::vector<std::string> type;     ///< one word, or none where it is clear from the rest
    std::optional<std::string> batch;  ///< a file of NDJSON; "-" for standard input
    bool replace = false;
    bool dry_run = false;
};

void declare(OptionSet& set, ScheduleOptions& options);

}  // namespace tasksched::cli
