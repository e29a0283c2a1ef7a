#pragma once

#include "cli/args/option_set.h"
#include "common/model/task_spec.h"

namespace tasksched::cli {

/// The options that describe a task: those of `schedule` and of `update`, and the keys of a batch.
void declare_task_options(OptionSet& set, model::TaskSpec& spec);

}  // namespace tasksched::cli
