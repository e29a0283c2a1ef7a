#pragma once

#include <cstdint>

#include "common/schedule/cron.h"

namespace tasksched::schedule {

/// What the days of a month depend on.
struct MonthShape {
    unsigned length = 31;        ///< 28 to 31 days
    unsigned first_weekday = 0;  ///< of its first day; 0 is Sunday
};

/// The days of such a month that `fields` allows, as bits 1 to 31. Its months are not looked at.
///
/// As in Vixie cron (crontab(5)): where neither day field begins with `*`, a day that matches one
/// of them is allowed, else a day must match both.
std::uint32_t matching_days(const CronFields& fields, MonthShape month);

/// Whether the day field, looked at alone, allows each day of a month.
bool all_days(const CronFields& fields);

/// Whether the day-of-week field, looked at alone, allows each day of the week.
bool all_weekdays(const CronFields& fields);

/// Whether a day that matches one of the two day fields is allowed; else it must match both.
bool either_day_suffices(const CronFields& fields);

/// Whether some date of the Gregorian calendar matches.
bool has_matching_date(const CronFields& fields);

}  // namespace tasksched::schedule
