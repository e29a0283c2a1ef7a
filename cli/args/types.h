#pragma once

#include <optional>
#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched types`
struct TypesOptions {
    std::optional<std::string> type;
};

void declare(OptionSet& set, TypesOptions& options);

}  // namespace tasksched::cli
