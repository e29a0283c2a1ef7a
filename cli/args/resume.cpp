#include "cli/args/resume.h"

namespace tasksched::cli {

void declare(OptionSet& set, ResumeOptions& options) {
    set.operands("ID|NAME", Need::kRequired, options.tasks, "the tasks to resume, all or none");
}

}  // namespace tasksched::cli
