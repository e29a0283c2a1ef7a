#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched missed`
struct MissedOptions {
    std::vector<std::string> tasks;
    bool run = false;
    bool skip = false;
    std::optional<std::string> catch_up;
};

void declare(OptionSet& set, MissedOptions& options);

}  // namespace tasksched::cli
