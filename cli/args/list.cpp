#include "cli/args/list.h"

namespace tasksched::cli {

void declare(OptionSet& set, ListOptions& options) {
    set.flag("--all", options.all, "tasks that are done or cancelled too");
    set.value("--type", "TYPE", options.type, "only tasks of this type");
    set.value("--state", "STATE", options.state, "only active, paused, done or cancelled ones");
    set.value("--due-within", "DURATION", options.due_within,
              "only tasks that run within that time, the earliest first");
    set.value("--limit", "N", options.limit, "at most N tasks");
}

}  // namespace tasksched::cli
