#pragma once

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched config check`
struct ConfigCheckOptions {
    bool connect = false;
};

void declare(OptionSet& set, ConfigCheckOptions& options);

}  // namespace tasksched::cli
