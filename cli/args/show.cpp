#include "cli/args/show.h"

namespace tasksched::cli {

void declare(OptionSet& set, ShowOptions& options) {
    set.operand("ID|NAME", options.task, "the task to show");
}

}  // namespace tasksched::cli
