#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/schedule/schedule.h"
#include "common/schedule/trap.h"

namespace tasksched::schedule {

/// What an expression means.
struct Explanation {
    Schedule schedule;        ///< as a task that is stored now would have it
    std::string meaning;      ///< one English sentence, with its period
    std::vector<Trap> traps;  ///< what may surprise in it
};

/// Explains a cron expression, every form that CronExpression::parse reads, or `@every DURATION`,
/// as it is read in `zone` at `now`. For `~` one draw stands for all. kInvalid for any other text,
/// with the parser's message.
base::Result<Explanation> explain(std::string_view expression, const time::Zone& zone,
                                  time::Second now);

}  // namespace tasksched::schedule
