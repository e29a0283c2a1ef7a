#include "cli/args/undo.h"

namespace tasksched::cli {

void declare(OptionSet& set, UndoOptions& options) {
    set.operand("ID|NAME", options.task, "the task");
    set.value("--to", "VERSION", options.to,
              "go back to this version, as 'tasksched log' numbers them; else to the one before");
}

}  // namespace tasksched::cli
