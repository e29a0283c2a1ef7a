#pragma once

#include <optional>

#include "common/base/error.h"
#include "common/model/task.h"
#include "common/service/calendar_supply.h"

namespace tasksched::service {

/// Makes the next_run_at of a task, when it next comes up, the time at which it will next run:
/// occurrences that its calendars exclude are passed over. None for a task that waits for a
/// calendar which the configuration lacks. The calendars are asked for only where it names any.
base::Result<void> show_next_run(const CalendarSource& calendars, model::Task& task);

/// When the task comes up next after `after`; none where its schedule is over. The calendars are
/// asked for only where they move its times.
base::Result<std::optional<time::Second>> next_after(const CalendarSource& calendars,
                                                     const model::Task& task, time::Second after);

}  // namespace tasksched::service
