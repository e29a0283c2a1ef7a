#pragma once

#include <string_view>

#include "common/schedule/cron.h"

namespace tasksched::schedule {

/// The fields of a cron expression, in the order of six of them.
enum class CronField { kSecond, kMinute, kHour, kDay, kMonth, kWeekday };

/// Whether the field is written with a step (`*/7`), which its set of numbers does not tell from a
/// list. A macro has none.
bool is_written_with_step(const CronExpression& cron, CronField field);

}  // namespace tasksched::schedule
