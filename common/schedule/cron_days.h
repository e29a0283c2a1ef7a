#pragma once

#include <string_view>

#include "common/base/error.h"
#include "common/schedule/cron.h"
#include "common/schedule/cron_field.h"

namespace tasksched::schedule {

/// Takes `L`, `L-n`, `nW` or `LW`, an item of the day field, into `fields`; true where it was one.
/// kInvalid for one that is not complete or outside its range.
base::Result<bool> take_day(const FieldPlace& place, std::string_view item, CronFields& fields);

/// Takes `d#n` or `dL`, an item of the day-of-week field, into `fields`; true where it was one.
/// kInvalid for one that is not complete or outside its range.
base::Result<bool> take_weekday(const FieldPlace& place, std::string_view item, CronFields& fields);

}  // namespace tasksched::schedule
