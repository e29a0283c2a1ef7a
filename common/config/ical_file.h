#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/schedule/calendars.h"

namespace tasksched::config {

/// The days of the events of an iCalendar text (RFC 5545), from schedule::kFirstDay to kLastDay:
/// all those that an event lasts, its recurrences (RRULE, RDATE, without EXDATE) among them. An
/// event at a time of day counts for the date that it is written with, whatever its zone; one that
/// is cancelled does not count. kInvalid says what is wrong and with which event: no calendar, an
/// event without a start, a rule that cannot be read or repeats within a day, more than 100,000
/// days. kFailed where libical is not installed.
base::Result<std::vector<schedule::Day>> days_of_ical(const std::string& text);

}  // namespace tasksched::config
