#pragma once

#include <optional>
#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched log`
struct LogOptions {
    std::string task;
    std::optional<std::string> limit;
};

void declare(OptionSet& set, LogOptions& options);

}  // namespace tasksched::cli
