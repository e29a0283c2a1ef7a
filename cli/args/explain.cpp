#include "cli/args/explain.h"

namespace tasksched::cli {

void declare(OptionSet& set, ExplainOptions& options) {
    set.operand("EXPR", options.expression, "the cron expression, as one argument");
    set.value("--tz", "ZONE", options.tz, "read the expression and print the times in this zone");
    set.value("--from", "TIME", options.from, "as of TIME; else as of now");
}

}  // namespace tasksched::cli
