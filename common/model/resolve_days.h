#pragma once

#include "common/base/error.h"
#include "common/model/resolve.h"
#include "common/model/task_spec.h"
#include "common/schedule/schedule.h"

namespace tasksched::model {

/// Sets the days of a schedule as `spec` says: its calendars, which must be among those of the
/// context, and what becomes of an excluded occurrence. kInvalid names the option.
base::Result<void> apply_days(const TaskSpec& spec, const ResolveContext& context,
                              schedule::Schedule& schedule);

/// The refusal of a schedule whose occurrences, from `next` on, are all on excluded days.
tl::unexpected<base::Error> never_runs(const schedule::Schedule& schedule, time::Second next);

}  // namespace tasksched::model
