#include "common/schedule/explain_days.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <optional>
#include <vector>

#include "common/schedule/month_days.h"
#include "common/schedule/number_words.h"

namespace tasksched::schedule {
namespace {

using Words = std::vector<std::string>;

constexpr unsigned kDaysInWeek = 7;
constexpr unsigned kMonthsInYear = 12;
constexpr unsigned kLeastSpan = 3;

/// In the order in which people list them: from Monday on.
constexpr std::array<std::string_view, kDaysInWeek> kWeek{
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

constexpr std::array<std::string_view, kMonthsInYear> kYear{
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

constexpr std::array<std::string_view, 6> kNth{"last",  "first",  "second",
                                               "third", "fourth", "fifth"};

/// A part of a ring of names: from one to another, maybe over the ring's end.
struct Span {
    std::string_view first;
    std::string_view last;
};

/// `bits` as one run of three or more names of a ring, if that is what they are.
template <std::size_t Size>
std::optional<Span> one_span(std::uint64_t bits, const std::array<std::string_view, Size>& ring) {
    const auto length = static_cast<unsigned>(numbers_of(bits).size());
    if (length < kLeastSpan || length == Size) {
        return std::nullopt;
    }
    for (unsigned first = 0; first < Size; ++first) {
        unsigned run = 0;
        while (run < length && (bits >> (first + run) % Size & 1U) != 0) {
            ++run;
        }
        if (run == length) {
            return Span{ring[first], ring[(first + length - 1) % Size]};
        }
    }
    return std::nullopt;
}

template <std::size_t Size>
std::string listed(std::uint64_t bits, const std::array<std::string_view, Size>& names) {
    Words words;
    for (const unsigned number : numbers_of(bits)) {
        words.emplace_back(names.at(number));
    }
    return join_words(words);
}

/// The months as bits 0 to 11.
std::uint64_t months_of(const CronFields& fields) { return fields.months.to_ulong() >> 1U; }

bool all_months(const CronFields& fields) { return fields.months.count() == kMonthsInYear; }

/// "of every month", "of January and July", "of every month from March to October".
std::string of_months(const CronFields& fields) {
    const std::uint64_t months = months_of(fields);
    if (all_months(fields)) {
        return "of every month";
    }
    if (const auto span = one_span(months, kYear)) {
        return fmt::format("of every month from {} to {}", span->first, span->last);
    }
    return fmt::format("of {}", listed(months, kYear));
}

/// " in January and July", " from March to October"; nothing where it is every month.
std::string in_months(const CronFields& fields) {
    const std::uint64_t months = months_of(fields);
    if (all_months(fields)) {
        return {};
    }
    if (const auto span = one_span(months, kYear)) {
        return fmt::format(" from {} to {}", span->first, span->last);
    }
    return fmt::format(" in {}", listed(months, kYear));
}

std::string the_nth(unsigned number) { return fmt::format("the {}", ordinal(number)); }

/// `L` and `L-n`.
std::string the_day_from_last(unsigned back) {
    switch (back) {
        case 0:
            return "the last day";
        case 1:
            return "the day before the last";
        default:
            return fmt::format("{} day before the last", the_nth(back));
    }
}

/// The days of the month that stand in the field as numbers.
void add_numbers(const CronFields& fields, Words& words) {
    const std::uint64_t days = fields.days.to_ulong();
    const auto series = as_progression(days);
    if (series && series->count >= kLeastSpan && series->step > 1) {
        words.push_back(fmt::format("every {} day from {} to {}", ordinal(series->step),
                                    the_nth(series->first), the_nth(series->last)));
        return;
    }
    const auto spans = spans_of(days, the_nth);
    words.insert(words.end(), spans.begin(), spans.end());
}

/// What the day field allows, without the month: "the 1st, the 15th and the last day".
std::string days_of_month(const CronFields& fields) {
    Words words;
    add_numbers(fields, words);
    for (const unsigned day : numbers_of(fields.nearest_weekdays.to_ulong() & ~std::uint64_t{1})) {
        words.push_back(fmt::format("the working day nearest to {}", the_nth(day)));
    }
    if (fields.nearest_weekdays[0]) {
        words.emplace_back("the last working day");
    }
    for (const unsigned back : numbers_of(fields.days_from_last.to_ulong())) {
        words.push_back(the_day_from_last(back));
    }
    return join_words(words);
}

/// The days of the week that stand in the field as such: "every Monday and Friday", "every day from
/// Monday to Friday"; empty where there are none.
std::string each_weekday(const CronFields& fields) {
    constexpr std::uint64_t kSundayBit = 1;
    const std::uint64_t from_sunday = fields.weekdays.to_ulong();
    const std::uint64_t from_monday = from_sunday >> 1U | (from_sunday & kSundayBit)
                                                              << (kDaysInWeek - 1);
    if (from_monday == 0) {
        return {};
    }
    if (const auto span = one_span(from_monday, kWeek)) {
        return fmt::format("every day from {} to {}", span->first, span->last);
    }
    return fmt::format("every {}", listed(from_monday, kWeek));
}

/// `d#n` and `dL`, without the month: "the second Friday and the last Monday"; empty where there
/// are none.
std::string nth_weekdays(const CronFields& fields) {
    Words words;
    for (const unsigned place : numbers_of(fields.nth_weekdays.to_ullong())) {
        words.push_back(fmt::format("the {} {}", kNth.at(place / kDaysInWeek),
                                    weekday_name(place % kDaysInWeek)));
    }
    return join_words(words);
}

/// What the day-of-week field allows: "every Monday in May and on the last Friday of May".
std::string days_of_week(const CronFields& fields) {
    const std::string each = each_weekday(fields);
    const std::string nth = nth_weekdays(fields);
    Words words;
    if (!each.empty()) {
        words.push_back(each + in_months(fields));
    }
    if (!nth.empty()) {
        words.push_back(fmt::format("{} {}", nth, of_months(fields)));
    }
    return fmt::format("{}", fmt::join(words, " and on "));
}

/// Where a day must match both fields.
std::string both_days(const CronFields& fields) {
    const std::string month = all_months(fields) ? "of the month" : of_months(fields);
    if (fields.nth_weekdays.none()) {
        return fmt::format("on {} that falls on {} {}", each_weekday(fields), days_of_month(fields),
                           month);
    }
    return fmt::format("on {}, where that falls on {} {}", days_of_week(fields),
                       days_of_month(fields), month);
}

}  // namespace

std::string_view weekday_name(unsigned weekday) {
    return kWeek.at((weekday + kDaysInWeek - 1) % kDaysInWeek);
}

std::string_view month_name(unsigned month) { return kYear.at(month - 1); }

std::string days_in_words(const CronFields& fields, EveryDay every_day) {
    const bool any_day = all_days(fields);
    const bool any_weekday = all_weekdays(fields);
    const bool every = any_day && any_weekday;
    if (every || (either_day_suffices(fields) && (any_day || any_weekday))) {
        const std::string months = in_months(fields);
        return every_day == EveryDay::kSaid ? fmt::format("every day{}", months)
               : months.empty()             ? ""
                                            : months.substr(1);
    }
    if (any_weekday) {
        return fmt::format("on {} {}", days_of_month(fields), of_months(fields));
    }
    if (any_day) {
        return fmt::format("on {}", days_of_week(fields));
    }
    if (either_day_suffices(fields)) {
        return fmt::format("on {} {} and on {}", days_of_month(fields), of_months(fields),
                           days_of_week(fields));
    }
    return both_days(fields);
}

}  // namespace tasksched::schedule
