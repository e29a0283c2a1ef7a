#pragma once

#include <optional>
#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched next`
struct NextOptions {
    std::optional<std::string> task;
    std::optional<std::string> cron;
    std::optional<std::string> every;
    std::optional<std::string> tz;
    std::optional<std::string> from;
    std::optional<std::string> count;
    std::optional<std::string> span;
    bool all = false;
    bool batch = false;
};

void declare(OptionSet& set, NextOptions& options);

}  // namespace tasksched::cli
