#pragma once

#include <string>
#include <vector>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched resume`
struct ResumeOptions {
    std::vector<std::string> tasks;
};

void declare(OptionSet& set, ResumeOptions& options);

}  // namespace tasksched::cli
