#pragma once

#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched resolve`
struct ResolveOptions {
    std::string run;
    bool succeeded = false;
    bool failed = false;
    bool retry = false;
};

void declare(OptionSet& set, ResolveOptions& options);

}  // namespace tasksched::cli
