#include "cli/args/next.h"

namespace tasksched::cli {

void declare(OptionSet& set, NextOptions& options) {
    set.operand("ID|NAME", options.task, "the task whose times to print");
    set.value("--cron", "EXPR", options.cron, "the times of a cron expression");
    set.value("--every", "DURATION", options.every, "the times of a period that starts at --from");
    set.value("--tz", "ZONE", options.tz, "read and print the times in this zone");
    set.value("--from", "TIME", options.from, "times strictly after TIME; else after now");
    set.value("--count", "N", options.count, "N times in place of one; with --all, of 1000");
    set.flag("--all", options.all, "the times of all active tasks, each with its task");
    set.value("--for", "DURATION", options.span, "with --all: look that far ahead; else 7d");
    set.flag("--batch", options.batch,
             R"(for each line of NDJSON {"cron","tz","from","count"} on standard input)");
}

}  // namespace tasksched::cli
