#pragma once

#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched run`
struct RunOptions {
    std::string task;
    bool wait = false;
};

void declare(OptionSet& set, RunOptions& options);

}  // namespace tasksched::cli
