#pragma once

#include <optional>
#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched runs`
struct RunsOptions {
    std::optional<std::string> task;
    std::optional<std::string> state;
    std::optional<std::string> since;
    std::optional<std::string> limit;
    bool items = false;
};

void declare(OptionSet& set, RunsOptions& options);

}  // namespace tasksched::cli
