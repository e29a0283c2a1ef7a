#pragma once

#include <string>
#include <vector>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched cancel`
struct CancelOptions {
    std::vector<std::string> tasks;
    bool kill = false;
};

void declare(OptionSet& set, CancelOptions& options);

}  // namespace tasksched::cli
