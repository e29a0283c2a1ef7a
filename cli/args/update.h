#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/args/option_set.h"
#include "common/model/task_spec.h"

namespace tasksched::cli {

/// `tasksched update`
struct UpdateOptions {
    std::vector<std::string> tasks;
    bool all = false;
    std::optional<std::string> type;
    std::vector<std::string> where;
    model::TaskSpec changes;
    bool diff = false;
    std::optional<std::string> span;
    std::optional<std::string> limit;
};

void declare(OptionSet& set, UpdateOptions& options);

}  // namespace tasksched::cli
