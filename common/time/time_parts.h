#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/base/error.h"
#include "common/time/zone.h"

namespace tasksched::time {

/// "monday", or "next monday": the next one that is not today.
struct NamedWeekday {
    std::chrono::weekday weekday;
    bool not_today = false;
};

/// A date as it was written. As days it counts from today: 1 is "tomorrow".
using DateWord = std::variant<std::chrono::year_month_day, std::chrono::month_day, NamedWeekday,
                              std::chrono::days>;

/// What is added: months and days by the calendar, so that the time of day stays; seconds as they
/// pass.
struct Shift {
    std::int64_t months = 0;
    std::int64_t days = 0;
    std::int64_t seconds = 0;

    friend bool operator==(const Shift&, const Shift&) = default;
};

/// The parts of a TIME as CLI.md has it, before they are put together. A part that is missing was
/// not written.
struct TimeParts {
    std::optional<DateWord> date;
    std::optional<std::chrono::seconds> clock;  ///< time of day, less than a day
    std::optional<std::chrono::seconds> utc_offset;
    std::optional<Zone> zone;
    std::optional<Shift> shift;
    bool now = false;
    std::vector<std::string> remarks;  ///< how words were read that can be read in two ways
};

/// Takes a TIME apart. kInvalid says what is not understood. At least one part is there.
base::Result<TimeParts> read_time_parts(std::string_view text);

/// An error about a TIME: "time '...': <what>".
tl::unexpected<base::Error> wrong_time(std::string_view text, std::string_view what);

/// The same, followed by the forms that are understood.
tl::unexpected<base::Error> time_not_understood(std::string_view text, std::string_view what);

}  // namespace tasksched::time
