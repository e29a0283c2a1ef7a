#pragma once

#include <string>
#include <vector>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched pause`
struct PauseOptions {
    std::vector<std::string> tasks;
};

void declare(OptionSet& set, PauseOptions& options);

}  // namespace tasksched::cli
