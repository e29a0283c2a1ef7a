#include "cli/args/run.h"

namespace tasksched::cli {

void declare(OptionSet& set, RunOptions& options) {
    set.operand("ID|NAME", options.task, "the task to run now, beside its schedule");
    set.flag("--wait", options.wait, "wait for the end and exit with the command's code");
}

}  // namespace tasksched::cli
