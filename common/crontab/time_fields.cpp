#include "common/crontab/time_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "common/crontab/field_reader.h"

namespace tasksched::crontab {

namespace {

using schedule::CronExpression;
using schedule::CronFields;
using Values = std::array<FieldValues, kFields.size()>;

enum Field { kMinute, kHour, kDay, kMonth, kWeekday };

/// What cron has no use for in a field, but for our own reader has a meaning.
constexpr std::string_view kOwnSigns = "~#";

constexpr std::string_view kReboot = "reboot";
constexpr std::array<std::string_view, 7> kMacros{"yearly", "annually", "monthly", "weekly",
                                                  "daily",  "midnight", "hourly"};

/// The bits of a weekday field with Sunday as 0 alone.
std::uint64_t without_seven(std::uint64_t bits) { return (bits | bits >> 7U) & 0x7FU; }

std::uint64_t all_of(const FieldRange& range) {
    std::uint64_t bits = 0;
    for (int value = range.low; value <= range.high; ++value) {
        bits |= std::uint64_t{1} << static_cast<unsigned>(value);
    }
    return bits;
}

/// "1-5,7": the values that are set.
std::string list_of(std::uint64_t bits) {
    std::string text;
    for (unsigned first = 0; first < 64; ++first) {
        if ((bits >> first & 1U) == 0) {
            continue;
        }
        unsigned last = first;
        while (last + 1 < 64 && (bits >> (last + 1) & 1U) != 0) {
            ++last;
        }
        text += text.empty() ? "" : ",";
        text += first == last ? fmt::to_string(first) : fmt::format("{}-{}", first, last);
        first = last;
    }
    return text;
}

/// The field in our own words. One that begins with `*` allows the lowest value, at the least.
std::string text_of(const FieldRange& range, const FieldValues& values, int high) {
    if (!values.is_star) {
        return list_of(values.bits);
    }
    if ((values.bits & all_of(range)) == all_of(range)) {
        return "*";
    }
    const auto lowest = static_cast<unsigned>(range.low);
    const std::string rest = list_of(values.bits & ~(std::uint64_t{1} << lowest));
    return fmt::format("*/{}{}{}", high - range.low + 1, rest.empty() ? "" : ",", rest);
}

/// The expression that means what the values mean; none where no day or time has them.
std::optional<CronExpression> expression_of(Values values) {
    values[kWeekday].bits = without_seven(values[kWeekday].bits);
    const bool both_days = values[kDay].is_star || values[kWeekday].is_star;
    // Of two day fields either suffices: one without a day leaves it to the other.
    for (const auto& [empty, other] : {std::pair(kDay, kWeekday), std::pair(kWeekday, kDay)}) {
        if (values[empty].bits == 0 && !both_days && values[other].bits != 0) {
            values[empty] = {.bits = all_of(kFields[empty]), .is_star = true};
        }
    }
    std::string text;
    for (std::size_t field = 0; field < kFields.size(); ++field) {
        if (values[field].bits == 0) {
            return std::nullopt;
        }
        FieldRange range = kFields[field];
        range.high = field == kWeekday ? 6 : range.high;
        text += text.empty() ? "" : " ";
        text += text_of(range, values[field], range.high);
    }
    auto expression = CronExpression::parse(text);
    return expression ? std::optional(std::move(*expression)) : std::nullopt;
}

template <std::size_t N>
bool same_bits(const std::bitset<N>& ours, std::uint64_t theirs) {
    return ours.to_ullong() == theirs;
}

/// Whether our reading of a line allows just what cron's does.
bool means_the_same(const CronFields& ours, const Values& theirs) {
    const bool no_own =
        ours.days_from_last.none() && ours.nearest_weekdays.none() && ours.nth_weekdays.none();
    const bool follows_clock = theirs[kMinute].is_star || theirs[kHour].is_star;
    return no_own && same_bits(ours.minutes, theirs[kMinute].bits) &&
           same_bits(ours.hours, theirs[kHour].bits) && same_bits(ours.days, theirs[kDay].bits) &&
           same_bits(ours.months, theirs[kMonth].bits) &&
           same_bits(ours.weekdays, without_seven(theirs[kWeekday].bits)) &&
           ours.day_is_star == theirs[kDay].is_star &&
           ours.weekday_is_star == theirs[kWeekday].is_star && ours.follows_clock == follows_clock;
}

/// The first five words of a line, and where the sixth begins.
struct Words {
    std::string_view text;
    std::size_t length = 0;  ///< with the blanks after them
};

std::optional<Words> five_words(std::string_view line) {
    constexpr std::string_view kBlanks = " \t";
    std::size_t at = 0;
    std::size_t end = 0;
    for (std::size_t word = 0; word < kFields.size(); ++word) {
        if (at == line.size()) {
            return std::nullopt;
        }
        end = std::min(line.find_first_of(kBlanks, at), line.size());
        at = std::min(line.find_first_not_of(kBlanks, end), line.size());
    }
    return Words{line.substr(0, end), at};
}

/// Where a line begins.
struct Start {
    std::size_t position = 0;
    int line = 0;
};

/// By our own reader, for what cron's does not know.
std::optional<CronExpression> read_as_our_own(Characters& characters, const Start& start,
                                              std::uint64_t random_seed) {
    const auto words = five_words(characters.line_from(start.position));
    if (!words) {
        return std::nullopt;
    }
    auto expression = CronExpression::parse(words->text, random_seed);
    if (!expression) {
        return std::nullopt;
    }
    characters.go_to(start.position + words->length, start.line);
    return std::move(*expression);
}

using Read = tl::expected<TimeFields, std::string_view>;

Read read_fields(Characters& characters, std::uint64_t random_seed) {
    const Start start{characters.position(), characters.line()};
    FieldReader reader(characters);
    Values values;
    for (std::size_t field = 0; field < kFields.size(); ++field) {
        if (reader.read(kFields[field], values[field])) {
            continue;
        }
        const Start end{characters.position(), characters.line()};
        characters.go_to(start.position, start.line);
        if (auto own = read_as_our_own(characters, start, random_seed)) {
            return TimeFields{std::move(own)};
        }
        characters.go_to(end.position, end.line);
        return tl::unexpected(kFields[field].error);
    }
    reader.finish();
    const auto words = five_words(characters.line_from(start.position));
    if (!words) {
        return TimeFields{expression_of(values)};
    }
    auto ours = CronExpression::parse(words->text, random_seed);
    if (ours && (means_the_same(ours->fields(), values) ||
                 words->text.find_first_of(kOwnSigns) != std::string_view::npos)) {
        return TimeFields{std::move(*ours)};
    }
    return TimeFields{expression_of(values)};
}

/// `@daily` and its like; the `@` has been read.
Read read_macro(Characters& characters) {
    int terminator = 0;
    const std::string_view word = characters.take_until(" \t\n", terminator);
    if (word != kReboot && std::find(kMacros.begin(), kMacros.end(), word) == kMacros.end()) {
        return tl::unexpected(std::string_view("bad time specifier"));
    }
    while (terminator == ' ' || terminator == '\t') {
        terminator = characters.get();
    }
    if (terminator != Characters::kEnd) {
        characters.unget();
    }
    auto expression = CronExpression::parse(fmt::format("@{}", word));
    return TimeFields{expression ? std::optional(std::move(*expression)) : std::nullopt};
}

}  // namespace

tl::expected<TimeFields, std::string_view> read_time_fields(Characters& characters,
                                                            std::uint64_t random_seed) {
    if (characters.get() == '@') {
        return read_macro(characters);
    }
    characters.unget();
    return read_fields(characters, random_seed);
}

}  // namespace tasksched::crontab
