#pragma once

#include <string>
#include <vector>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched help`
struct HelpOptions {
    std::vector<std::string> verb;  ///< one word, or two as in "store check"
};

void declare(OptionSet& set, HelpOptions& options);

}  // namespace tasksched::cli
