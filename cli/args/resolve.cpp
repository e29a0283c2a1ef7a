#include "cli/args/resolve.h"

namespace tasksched::cli {

void declare(OptionSet& set, ResolveOptions& options) {
    set.operand("RUN", options.run, "the number of the unknown run");
    set.flag("--succeeded", options.succeeded, "it did succeed");
    set.flag("--failed", options.failed, "it failed");
    set.flag("--retry", options.retry, "carry it out again");
}

}  // namespace tasksched::cli
