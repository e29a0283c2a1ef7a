#pragma once

#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched retry`
struct RetryOptions {
    std::string run;
};

void declare(OptionSet& set, RetryOptions& options);

}  // namespace tasksched::cli
