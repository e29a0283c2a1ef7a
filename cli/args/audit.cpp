#include "cli/args/audit.h"

namespace tasksched::cli {

void declare(OptionSet& set, AuditOptions& options) {
    set.operand("ID|NAME", options.task, "what was done to this task, and to its runs");
    set.flag("--all", options.all, "of the tasks of all users, not only of one; for operators");
    set.value("--since", "TIME", options.since, "from that time on; a duration is one before now");
    set.value("--limit", "N", options.limit, "show the newest N; else all");
}

}  // namespace tasksched::cli
