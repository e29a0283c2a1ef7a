#pragma once

#include <vector>

#include "common/schedule/cron.h"
#include "common/schedule/trap.h"

namespace tasksched::schedule {

/// The traps of the two day fields: which of them decides, and days that some months do not have.
/// @reboot has none.
std::vector<Trap> day_traps(const CronExpression& cron);

}  // namespace tasksched::schedule
