#include "cli/args/log.h"

namespace tasksched::cli {

void declare(OptionSet& set, LogOptions& options) {
    set.operand("ID|NAME", options.task, "the task");
    set.value("--limit", "N", options.limit, "show the newest N versions; else all");
}

}  // namespace tasksched::cli
