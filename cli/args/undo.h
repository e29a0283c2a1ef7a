#pragma once

#include <optional>
#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched undo`
struct UndoOptions {
    std::string task;
    std::optional<std::string> to;
};

void declare(OptionSet& set, UndoOptions& options);

}  // namespace tasksched::cli
