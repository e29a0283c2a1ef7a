#include "cli/args/runs.h"

namespace tasksched::cli {

void declare(OptionSet& set, RunsOptions& options) {
    set.operand("ID|NAME", options.task, "only runs of this task");
    set.value("--state", "STATE", options.state,
              "only runs in this state: queued, running, waiting, succeeded, failed, cancelled, "
              "skipped, unknown");
    set.value("--since", "TIME", options.since, "only runs since TIME; or since a DURATION ago");
    set.flag("--items", options.items, "their parts: each transfer of a payment, and its end");
    set.value("--limit", "N", options.limit, "the newest N");
}

}  // namespace tasksched::cli
