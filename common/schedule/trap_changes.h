#pragma once

#include <vector>

#include "common/schedule/cron.h"
#include "common/schedule/trap.h"
#include "common/time/zone.h"

namespace tasksched::schedule {

/// The next time of the schedule that the clock of `zone` passes over, and the next that comes
/// twice, with what happens then: one trap for each, where the ten years after `now` have one. None
/// for schedules that follow the clock through all hours: these lose and repeat nothing that they
/// promise.
std::vector<Trap> change_traps(const CronExpression& cron, const time::Zone& zone,
                               time::Second now);

}  // namespace tasksched::schedule
