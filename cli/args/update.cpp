#include "cli/args/update.h"

#include "cli/args/task_options.h"

namespace tasksched::cli {

void declare(OptionSet& set, UpdateOptions& options) {
    set.operands("ID|NAME", Need::kOptional, options.tasks, "the tasks to change");
    set.group("Which");
    set.flag("--all", options.all, "all active and paused tasks, in one transaction");
    set.value("--type", "TYPE", options.type, "with --all: only tasks of this type");
    set.list("--where", "KEY=VALUE", options.where,
             "with --all: only tasks with this value; repeatable, all must hold");
    declare_task_options(set, options.changes);
    set.group("Options");
    set.flag("--diff", options.diff,
             "store nothing: list the starts that the change would add, remove or move");
    set.value("--for", "DURATION", options.span, "with --diff: those of that time; else 4w");
    set.value("--limit", "N", options.limit, "with --diff: at most N of them; else 1000");
}

}  // namespace tasksched::cli
