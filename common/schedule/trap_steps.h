#pragma once

#include <vector>

#include "common/schedule/cron.h"
#include "common/schedule/trap.h"

namespace tasksched::schedule {

/// A trap for each field whose step does not divide it (`*/7` minutes: the last gap before the next
/// hour is another one), where the schedule goes on over that gap.
std::vector<Trap> step_traps(const CronExpression& cron);

}  // namespace tasksched::schedule
