#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "common/time/time_parts.h"

namespace tasksched::time {

// The single words of a TIME, all in lower case. Each function gives none for a word of another
// kind, so that they can be tried one after the other.

/// A time of day with what may stand behind it in the same word.
struct ClockWord {
    std::chrono::seconds time{0};
    std::optional<std::chrono::seconds> utc_offset;
};

/// "09:00", "9:00:30", "09:00:30.250" (the fraction is cut off), "9am", "9:30pm", "0900", "noon",
/// "midnight", "teatime"; all but the last four may be followed by an offset: "09:00+02:00",
/// "09:00z".
std::optional<ClockWord> clock_word(std::string_view word);

/// "z", "+02:00", "-0330".
std::optional<std::chrono::seconds> offset_word(std::string_view word);

/// "2026-05-01". It may be no date of the calendar: ask ok().
std::optional<std::chrono::year_month_day> date_word(std::string_view word);

/// "monday", "mon"; "may"; the first three letters or all of them.
std::optional<std::chrono::weekday> weekday_word(std::string_view word);
std::optional<std::chrono::month> month_word(std::string_view word);

/// What one `unit` is: "hours", "h", "days", "months", ...
std::optional<Shift> unit_word(std::string_view unit);

/// A number of up to nine digits.
std::optional<std::int64_t> number_word(std::string_view word);

}  // namespace tasksched::time
