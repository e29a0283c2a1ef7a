#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/model/task.h"
#include "common/schedule/calendars.h"
#include "common/time/zone.h"

namespace tasksched::cli::commands {

/// The first `count` occurrences of a cron expression strictly after `from`; fewer where they end.
/// kInvalid, naming the option, for an expression that is none, or that has no times of the clock.
base::Result<std::vector<time::Second>> times_of_cron(const std::string& expression,
                                                      const time::Zone& zone, time::Second from,
                                                      std::int64_t count);

/// The same of a period that starts at `from`.
base::Result<std::vector<time::Second>> times_of_period(const std::string& period,
                                                        const time::Zone& zone, time::Second from,
                                                        std::int64_t count);

/// When a stored task will run, those occurrences left out that its calendars exclude; none for one
/// that is done or cancelled, or has no times of its own. kInvalid where `calendars` lack one that
/// the task names.
base::Result<std::vector<time::Second>> times_of_task(const model::Task& task,
                                                      const schedule::Calendars& calendars,
                                                      time::Second from, std::int64_t count);

/// Why times_of_task gave none.
std::string why_no_times(const model::Task& task);

/// ["...",...]
std::string json_list_of_times(const std::vector<time::Second>& times, const time::Zone& zone);

/// {"next":["...",...]}
std::string json_of_times(const std::vector<time::Second>& times, const time::Zone& zone);

}  // namespace tasksched::cli::commands
