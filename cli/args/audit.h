#pragma once

#include <optional>
#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched audit`
struct AuditOptions {
    std::optional<std::string> task;
    bool all = false;
    std::optional<std::string> since;
    std::optional<std::string> limit;
};

void declare(OptionSet& set, AuditOptions& options);

}  // namespace tasksched::cli
