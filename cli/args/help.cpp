#include "cli/args/help.h"

namespace tasksched::cli {

void declare(OptionSet& set, HelpOptions& options) {
    set.operands("COMMAND", Need::kOptional, options.verb,
                 "the command or type of tasks to explain");
}

}  // namespace tasksched::cli
