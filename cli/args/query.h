#pragma once

#include <string>

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// `tasksched query`
struct QueryOptions {
    std::string sql;
    bool all = false;
};

void declare(OptionSet& set, QueryOptions& options);

}  // namespace tasksched::cli
