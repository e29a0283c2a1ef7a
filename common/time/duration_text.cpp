#include "common/time/duration_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "common/base/text.h"

namespace tasksched::time {
namespace {

using base::ErrorCode;
using base::Result;
using std::chrono::seconds;

struct Unit {
    char letter;
    std::int64_t length;
};

/// From large to small.
constexpr std::array<Unit, 5> kUnits{
    {{'w', 604'800}, {'d', 86'400}, {'h', 3600}, {'m', 60}, {'s', 1}}};

constexpr std::int64_t kLongest = 100LL * 366 * 86'400;  // 100 years, leap days and all
constexpr std::size_t kMostDigits = 11;                  // as many as the longest has

tl::unexpected<base::Error> wrong(std::string_view text, std::string_view why) {
    return base::fail(ErrorCode::kInvalid,
                      "duration {}: {}; expected seconds, or units from large to small as in "
                      "90s, 15m, 2h30m, 1d or 1w",
                      base::quoted(text), why);
}

/// "2h" at the front of `rest`, which it is taken off; `units` become those that may still follow.
/// A number alone is one of seconds.
std::optional<std::int64_t> take_part(std::string_view& rest, std::span<const Unit>& units) {
    const auto digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    const auto number = base::parse_integer(rest.substr(0, std::min(digits, kMostDigits + 1)));
    const bool alone = digits == rest.size() && units.size() == kUnits.size();
    if (!number || (digits == rest.size() && !alone)) {
        return std::nullopt;
    }
    const char letter = alone ? 's' : rest[digits];
    const auto unit = std::find_if(units.begin(), units.end(),
                                   [&](const Unit& known) { return known.letter == letter; });
    if (unit == units.end()) {
        return std::nullopt;
    }
    rest.remove_prefix(alone ? digits : digits + 1);
    const std::int64_t length = std::min(*number, kLongest + 1) * unit->length;
    units = units.subspan(static_cast<std::size_t>(unit - units.begin()) + 1);
    return length;
}

}  // namespace

Result<seconds> parse_duration(std::string_view text) {
    if (text.empty()) {
        return wrong(text, "it is empty");
    }
    std::int64_t total = 0;
    std::string_view rest = text;
    std::span<const Unit> units = kUnits;
    while (!rest.empty()) {
        const auto part = take_part(rest, units);
        if (!part) {
            return wrong(text, "it is not understood");
        }
        total += *part;
    }
    if (total > kLongest) {
        return wrong(text, "it is longer than 100 years");
    }
    if (total == 0) {
        return wrong(text, "it must be at least 1 second");
    }
    return seconds{total};
}

std::string format_duration(seconds duration) {
    std::int64_t rest = duration.count();
    if (rest == 0) {
        return "0s";
    }
    std::string text;
    for (const Unit& unit : kUnits) {
        // A week is written as days, unless there are only weeks: 1w, but 8d.
        if (unit.letter == 'w' && rest % unit.length != 0) {
            continue;
        }
        if (rest >= unit.length) {
            text += fmt::format("{}{}", rest / unit.length, unit.letter);
            rest %= unit.length;
        }
    }
    return text;
}

}  // namespace tasksched::time
