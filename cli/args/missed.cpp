#include "cli/args/missed.h"

namespace tasksched::cli {

void declare(OptionSet& set, MissedOptions& options) {
    set.operands("ID|NAME", Need::kOptional, options.tasks,
                 "these tasks; without any, all of yours");
    set.flag("--run", options.run, "make up for it, as each task's policies say");
    set.flag("--skip", options.skip, "make up for none of it");
    set.value("--catch-up", "POLICY", options.catch_up,
              "with --run: none, latest or all, instead of the tasks' own");
}

}  // namespace tasksched::cli
