#pragma once

#include <optional>
#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched logs`
struct LogsOptions {
    std::string run;
    std::optional<std::string> attempt;
    bool follow = false;
};

void declare(OptionSet& set, LogsOptions& options);

}  // namespace tasksched::cli
