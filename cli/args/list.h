#pragma once

#include <optional>
#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched list`
struct ListOptions {
    bool all = false;
    std::optional<std::string> type;
    std::optional<std::string> state;
    std::optional<std::string> due_within;
    std::optional<std::string> limit;
};

void declare(OptionSet& set, ListOptions& options);

}  // namespace tasksched::cli
