#pragma once

#include <string>

#include "common/base/error.h"
#include "common/crontab/table.h"
#include "common/model/command.h"
#include "common/model/task.h"
#include "common/time/clock.h"

namespace tasksched::crontab {

/// What a line of a table does not say itself.
struct LineContext {
    std::string user_id;
    time::Zone zone;  ///< the host's
    time::Instant now{};
};

/// The task that carries a line out.
struct LineTask {
    model::Task task;  ///< its id is 0; its first time comes after `now`
    model::CommandPayload payload;
};

/// Makes the task of a line that has times: of type command, with what cron's users know as
/// defaults. Runs may overlap, what is missed is not made up, nothing is tried again. The command
/// gets PATH=/usr/bin:/bin and the variables of the table, all but LOGNAME, and runs in HOME where
/// the table sets one, by SHELL where it does. kInvalid where its options, or all that it is given
/// together, are not allowed.
base::Result<LineTask> task_of(const JobLine& job, const LineContext& context);

/// A text that is the same for lines that mean the same, wherever they stand, and for no others.
std::string definition_of(const JobLine& job);

}  // namespace tasksched::crontab
