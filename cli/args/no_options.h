#pragma once

#include "cli/args/option_set.h"

namespace tasksched::cli {

/// A verb without options of its own.
struct NoOptions {};

void declare(OptionSet& set, NoOptions& options);

}  // namespace tasksched::cli
