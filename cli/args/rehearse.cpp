#include "cli/args/rehearse.h"

namespace tasksched::cli {

void declare(OptionSet& set, RehearseOptions& options) {
    set.operand("ID|NAME", options.task, "the task whose command is run here and now");
    set.flag("--quiet", options.quiet, "do not list what differs for the command from here");
}

}  // namespace tasksched::cli
