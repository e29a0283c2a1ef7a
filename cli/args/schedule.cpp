#include "cli/args/schedule.h"

#include "cli/args/task_options.h"

namespace tasksched::cli {

void declare(OptionSet& set, ScheduleOptions& options) {
    set.operands("TYPE", Need::kOptional, options.type,
                 "what kind of task; command where words or --shell are given");
    declare_task_options(set, options.spec);
    set.group("Options");
    set.flag("--replace", options.replace, "update the task of that --name if there is one");
    set.value("--batch", "FILE", options.batch,
              "schedule a task for each line of NDJSON in FILE, all or none; - for standard input");
    set.flag("--dry-run", options.dry_run,
             "store nothing: print the task and its next five times, or how many lines are right");
}

}  // namespace tasksched::cli
