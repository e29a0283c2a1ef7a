#pragma once

#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched kill`
struct KillOptions {
    std::string run;
};

void declare(OptionSet& set, KillOptions& options);

}  // namespace tasksched::cli
