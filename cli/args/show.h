#pragma once

#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched show`
struct ShowOptions {
    std::string task;
};

void declare(OptionSet& set, ShowOptions& options);

}  // namespace tasksched::cli
