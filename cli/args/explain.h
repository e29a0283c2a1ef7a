#pragma once

#include <optional>
#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched explain`
struct ExplainOptions {
    std::string expression;
    std::optional<std::string> tz;
    std::optional<std::string> from;
};

void declare(OptionSet& set, ExplainOptions& options);

}  // namespace tasksched::cli
