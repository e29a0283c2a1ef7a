#pragma once

#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/model/resolve.h"
#include "common/model/task.h"
#include "common/model/task_spec.h"

namespace tasksched::model {

/// Sets what `spec` says of the schedule: its rule, zone, start, until, count, jitter and days;
/// keeps the rest of what `task` has. A rule of another kind drops what does not go with it.
/// Options that do not go together are kInvalid. Does not touch next_run_at.
base::Result<void> apply_schedule(const TaskSpec& spec, const ResolveContext& context, Task& task,
                                  std::vector<std::string>& remarks);

/// The first occurrence of a task whose schedule begins to hold at `now`: an instant for `--at`
/// that has come this second still counts. It may be one that its calendars skip. None for @reboot;
/// kInvalid where there is no occurrence, or none that would run.
base::Result<std::optional<time::Second>> first_occurrence(const Task& task,
                                                           const schedule::Calendars& calendars,
                                                           time::Second now);

}  // namespace tasksched::model
