#pragma once

#include <optional>
#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched resolve`
struct ResolveOptions {
    std::string run;
    bool succeeded = false;
    bool failed = false;
    bool retry = false;
    bool paid = false;
    bool not_paid = false;
    std::optional<std::string> transfer;
};

void declare(OptionSet& set, ResolveOptions& options);

}  // namespace tasksched::cli
