#pragma once

#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched store backup`
struct BackupOptions {
    std::string file;
};

void declare(OptionSet& set, BackupOptions& options);

}  // namespace tasksched::cli
