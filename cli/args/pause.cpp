#include "cli/args/pause.h"

namespace tasksched::cli {

void declare(OptionSet& set, PauseOptions& options) {
    set.operands("ID|NAME", Need::kRequired, options.tasks, "the tasks to pause, all or none");
}

}  // namespace tasksched::cli
