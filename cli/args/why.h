#pragma once

#include <optional>
#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched why`
struct WhyOptions {
    std::string task;
    std::optional<std::string> at;
};

void declare(OptionSet& set, WhyOptions& options);

}  // namespace tasksched::cli
