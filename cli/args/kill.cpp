#include "cli/args/kill.h"

namespace tasksched::cli {

void declare(OptionSet& set, KillOptions& options) {
    set.operand("RUN", options.run, "the number of the run to end");
}

}  // namespace tasksched::cli
