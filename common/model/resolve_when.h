#pragma once

#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/model/resolve.h"
#include "common/model/task.h"
#include "common/model/task_spec.h"

namespace tasksched::model {

/// Sets what `spec` says of the schedule: its rule, zone, start, until, count and jitter; keeps the
/// rest of what `task` has. A rule of another kind drops what does not go with it. Options that do
/// not go together are kInvalid. Does not touch next_run_at.
base::Result<void> apply_schedule(const TaskSpec& spec, const ResolveContext& context, Task& task,
                                  std::vector<std::string>& remarks);

/// The first occurrence of a task whose schedule begins to hold at `now`: an instant for `--at`
/// that has come this second still counts. None for @reboot; kInvalid where there is no occurrence.
base::Result<std::optional<time::Second>> first_occurrence(const Task& task, time::Second now);

}  // namespace tasksched::model
