#include "cli/args/why.h"

namespace tasksched::cli {

void declare(OptionSet& set, WhyOptions& options) {
    set.operand("ID|NAME", options.task, "the task");
    set.value("--at", "TIME", options.at,
              "the time at which it ran or should have; else its newest one");
}

}  // namespace tasksched::cli
