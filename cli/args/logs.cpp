#include "cli/args/logs.h"

namespace tasksched::cli {

void declare(OptionSet& set, LogsOptions& options) {
    set.operand("RUN", options.run, "the number of the run");
    set.value("--attempt", "N", options.attempt, "the output of this attempt; else of the last");
    set.flag("--follow", options.follow, "print what it writes as it comes, until the run is over");
}

}  // namespace tasksched::cli
