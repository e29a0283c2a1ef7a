#include "common/time/time_words.h"

#include <array>

#include "common/base/text.h"

namespace tasksched::time {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t kShortName = 3;
constexpr std::array<std::string_view, 7> kWeekdays{"sunday",   "monday", "tuesday", "wednesday",
                                                    "thursday", "friday", "saturday"};
constexpr std::array<std::string_view, 12> kMonths{"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};

struct NamedClock {
    std::string_view name;
    hours time;
};

constexpr std::array<NamedClock, 3> kClocks{
    {{"noon", hours{12}}, {"midnight", hours{0}}, {"teatime", hours{16}}}};

struct Unit {
    std::string_view letter;  ///< as in a DURATION, where a day is 24 hours
    std::string_view short_name;
    std::string_view name;
    Shift by_letter;
    Shift by_name;
};

constexpr Shift kSecond{0, 0, 1};
constexpr Shift kMinute{0, 0, 60};
constexpr Shift kHour{0, 0, 3600};
constexpr Shift kMonth{1, 0, 0};
constexpr Shift kYear{12, 0, 0};
constexpr std::array<Unit, 7> kUnits{{{"s", "sec", "second", kSecond, kSecond},
                                      {"m", "min", "minute", kMinute, kMinute},
                                      {"h", "hr", "hour", kHour, kHour},
                                      {"d", "day", "day", {0, 0, 86'400}, {0, 1, 0}},
                                      {"w", "week", "week", {0, 0, 604'800}, {0, 7, 0}},
                                      {"mo", "month", "month", kMonth, kMonth},
                                      {"y", "year", "year", kYear, kYear}}};

/// Takes a number of `least` to `most` digits off the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
    std::size_t length = 0;
    int number = 0;
    while (length < text.size() && length < most && text[length] >= '0' && text[length] <= '9') {
        number = number * 10 + (text[length++] - '0');
    }
    if (length < least) {
        return std::nullopt;
    }
    text.remove_prefix(length);
    return number;
}

bool take_letter(std::string_view& text, char letter) {
    if (!text.starts_with(letter)) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

/// "am" or "pm" at the front: the hours that it adds to an hour of 1 to 12.
std::optional<hours> take_half_day(std::string_view& text, int hour) {
    if (hour < 1 || hour > 12 || (!text.starts_with("am") && !text.starts_with("pm"))) {
        return std::nullopt;
    }
    const bool afternoon = text.front() == 'p';
    text.remove_prefix(2);
    return hours{(hour == 12 ? -12 : 0) + (afternoon ? 12 : 0)};
}

/// What follows the hour: ":MM", ":MM:SS", ":MM:SS.fraction". None where it is wrong.
std::optional<seconds> take_rest_of_clock(std::string_view& text) {
    const auto minute = take_number(text, 2, 2);
    if (!minute || *minute > 59) {
        return std::nullopt;
    }
    if (!take_letter(text, ':')) {
        return minutes{*minute};
    }
    const auto second = take_number(text, 2, 2);
    if (!second || *second > 59) {
        return std::nullopt;
    }
    if (take_letter(text, '.') && !take_number(text, 1, 9)) {
        return std::nullopt;
    }
    return minutes{*minute} + seconds{*second};
}

/// "1730", as at(1) takes it.
std::optional<seconds> four_digits(std::string_view word) {
    const auto hour = take_number(word, 2, 2);
    const auto minute = take_number(word, 2, 2);
    if (!hour || !minute || !word.empty() || *hour > 23 || *minute > 59) {
        return std::nullopt;
    }
    return hours{*hour} + minutes{*minute};
}

template <typename Names>
std::optional<unsigned> place_of_name(std::string_view word, const Names& names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (word == names[i] || word == names[i].substr(0, kShortName)) {
            return static_cast<unsigned>(i);
        }
    }
    return std::nullopt;
}

/// "hour" for "hours" too.
bool is_unit_name(std::string_view word, std::string_view name) {
    return word == name || (word.starts_with(name) && word.substr(name.size()) == "s");
}

}  // namespace

std::optional<ClockWord> clock_word(std::string_view word) {
    if (const auto digits = four_digits(word)) {
        return ClockWord{*digits, {}};
    }
    for (const NamedClock& clock : kClocks) {
        if (word == clock.name) {
            return ClockWord{clock.time, {}};
        }
    }
    const auto hour = take_number(word, 1, 2);
    if (!hour || *hour > 23) {
        return std::nullopt;
    }
    seconds time = hours{*hour};
    const bool has_minutes = take_letter(word, ':');
    if (has_minutes) {
        const auto rest = take_rest_of_clock(word);
        if (!rest) {
            return std::nullopt;
        }
        time += *rest;
    }
    if (const auto half = take_half_day(word, *hour)) {
        time += *half;
    } else if (!has_minutes) {
        return std::nullopt;
    }
    if (word.empty()) {
        return ClockWord{time, {}};
    }
    const auto offset = offset_word(word);
    return offset ? std::optional(ClockWord{time, offset}) : std::nullopt;
}

std::optional<seconds> offset_word(std::string_view word) {
    if (word == "z") {
        return seconds{0};
    }
    const bool west = word.starts_with('-');
    if (!west && !word.starts_with('+')) {
        return std::nullopt;
    }
    word.remove_prefix(1);
    const auto hour = take_number(word, 2, 2);
    take_letter(word, ':');
    const auto minute = take_number(word, 2, 2);
    if (!hour || !minute || *hour > 23 || *minute > 59 || !word.empty()) {
        return std::nullopt;
    }
    const seconds offset = hours{*hour} + minutes{*minute};
    return west ? -offset : offset;
}

std::optional<std::chrono::year_month_day> date_word(std::string_view word) {
    const auto year = take_number(word, 4, 4);
    if (!year || !take_letter(word, '-')) {
        return std::nullopt;
    }
    const auto month = take_number(word, 2, 2);
    if (!month || !take_letter(word, '-')) {
        return std::nullopt;
    }
    const auto day = take_number(word, 2, 2);
    if (!day || !word.empty()) {
        return std::nullopt;
    }
    return std::chrono::year{*year} / *month / *day;
}

std::optional<std::chrono::weekday> weekday_word(std::string_view word) {
    const auto place = place_of_name(word, kWeekdays);
    return place ? std::optional(std::chrono::weekday{*place}) : std::nullopt;
}

std::optional<std::chrono::month> month_word(std::string_view word) {
    const auto place = place_of_name(word, kMonths);
    return place ? std::optional(std::chrono::month{*place + 1}) : std::nullopt;
}

std::optional<Shift> unit_word(std::string_view unit) {
    for (const Unit& known : kUnits) {
        if (unit == known.letter) {
            return known.by_letter;
        }
        if (is_unit_name(unit, known.name) || is_unit_name(unit, known.short_name)) {
            return known.by_name;
        }
    }
    return std::nullopt;
}

std::optional<std::int64_t> number_word(std::string_view word) {
    constexpr std::size_t kMostDigits = 9;
    const auto number = take_number(word, 1, kMostDigits);
    return number && word.empty() ? std::optional<std::int64_t>(*number) : std::nullopt;
}

}  // namespace tasksched::time
