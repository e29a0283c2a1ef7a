#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/time/zone.h"

namespace tasksched::schedule {

enum class PeriodUnit { kSeconds, kMonths, kYears };

/// The distance between two runs of a task: a number of seconds, or of calendar months or years.
struct Period {
    std::int64_t length = 0;  ///< at least 1
    PeriodUnit unit = PeriodUnit::kSeconds;

    friend bool operator==(const Period&, const Period&) = default;
};

/// Reads a DURATION, or "1mo", "3mo", "1y" (months and years stand alone). kInvalid otherwise.
base::Result<Period> parse_period(std::string_view text);

/// The shortest text that parse_period reads back.
std::string format_period(const Period& period);

/// The first of start, start + period, start + 2 periods, ... that is strictly after `after`.
/// Months and years are counted in `zone`, at the local time of `start`, each clamped to the end
/// of its month (31 January + 1 month is 28 February, + 2 months 31 March). In a gap: its end; a
/// repeated time: the first. None beyond the year 9999. Constant time.
std::optional<time::Second> next_of_period(const Period& period, time::Second start,
                                           time::Second after, const time::Zone& zone);

}  // namespace tasksched::schedule
