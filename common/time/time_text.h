#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/time/clock.h"
#include "common/time/zone.h"

namespace tasksched::time {

/// What was read, and what the reader should be told of it.
struct ReadTime {
    Second at;
    std::optional<std::string> remark;  ///< which of two meanings it was given, where it has two
};

/// Reads a TIME of CLI.md: RFC 3339 (a fraction of a second is cut off); "2026-05-01 09:00[:30]
/// [Zone/Name]"; "09:00", "noon", "midnight", "teatime", "9am"; "tomorrow 9am", "monday 09:00",
/// "next friday 17:00", "may 1 9am"; "@SECONDS"; "+2h", "in 2 hours", "now + 3 days"; and what
/// at(1) takes beside these: "0900", "05/01/26", "01.05.2026", "050126", "26-05-01", each read as
/// at(1) does, with a remark where it can be read in another way. `zone` is meant where the text
/// names none. A date alone is its midnight. A bare clock time, a weekday and a date without a year
/// mean the next one after `now`; whether another time may lie in the past is the caller's
/// business. Days, weeks, months and years by name keep the time of day; by letter (1d, 1w) a day
/// has 24 hours, as in a DURATION. A local time that is skipped is kInvalid and the message names
/// the nearest valid ones; of a repeated one the first is taken (of a bare clock time the first
/// that is to come) and a remark says so. Years 1970 to 9999.
base::Result<ReadTime> parse_time(std::string_view text, Second now, const Zone& zone);

/// "2026-05-01"
std::string format_date(std::chrono::year_month_day date);

/// RFC 3339 with the offset of `zone`: "2026-05-01T09:00:00+02:00"; "Z" where the zone is UTC.
std::string format_time(Second instant, const Zone& zone);

/// The same with microseconds, where there are any: "2026-05-01T09:00:00.000125+02:00".
std::string format_instant(Instant instant, const Zone& zone);

/// How far `instant` is from `now`, for people: "in 5m", "2h ago", "now".
std::string format_relative(Second instant, Second now);

}  // namespace tasksched::time
