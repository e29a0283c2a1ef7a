#include "cli/args/cancel.h"

namespace tasksched::cli {

void declare(OptionSet& set, CancelOptions& options) {
    set.operands("ID|NAME", Need::kRequired, options.tasks, "the tasks to cancel, all or none");
    set.flag("--kill", options.kill, "end their running runs too");
}

}  // namespace tasksched::cli
