#pragma once

#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched rehearse`
struct RehearseOptions {
    std::string task;
    bool quiet = false;
};

void declare(OptionSet& set, RehearseOptions& options);

}  // namespace tasksched::cli
