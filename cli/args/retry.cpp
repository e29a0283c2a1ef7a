#include "cli/args/retry.h"

namespace tasksched::cli {

void declare(OptionSet& set, RetryOptions& options) {
    set.operand("RUN", options.run, "the number of the run to try again");
}

}  // namespace tasksched::cli
