#include "cli/args/resolve.h"

namespace tasksched::cli {

void declare(OptionSet& set, ResolveOptions& options) {
    set.operand("RUN", options.run, "the number of the unknown run");
    set.flag("--succeeded", options.succeeded, "it did succeed");
    set.flag("--failed", options.failed, "it failed");
    set.flag("--retry", options.retry, "carry it out again");
    set.flag("--paid", options.paid, "of a payment: its transfers were made");
    set.flag("--not-paid", options.not_paid, "of a payment: they were not");
    set.value("--transfer", "N", options.transfer,
              "with --paid or --not-paid: this one alone, as 'runs --items' numbers them");
}

}  // namespace tasksched::cli
