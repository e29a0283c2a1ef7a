#include "common/schedule/month_days.h"

#include <array>
#include <bit>

namespace tasksched::schedule {
namespace {

constexpr unsigned kDaysInWeek = 7;
constexpr unsigned kSunday = 0;
constexpr unsigned kSaturday = 6;
constexpr std::array<unsigned, 13> kMonthLengths{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

constexpr std::uint32_t bit(unsigned day) { return std::uint32_t{1} << day; }

unsigned weekday_of(MonthShape month, unsigned day) {
    return (month.first_weekday + day - 1) % kDaysInWeek;
}

/// Calls `use` with the number of each bit that is set.
template <typename Use>
void for_each_bit(std::uint64_t bits, const Use& use) {
    for (; bits != 0; bits &= bits - 1) {
        use(static_cast<unsigned>(std::countr_zero(bits)));
    }
}

/// `nW`: the working day (Monday to Friday) nearest to `day`, in the same month.
unsigned nearest_working_day(MonthShape month, unsigned day) {
    switch (weekday_of(month, day)) {
        case kSaturday:
            return day == 1 ? day + 2 : day - 1;
        case kSunday:
            return day == month.length ? day - 2 : day + 1;
        default:
            return day;
    }
}

std::uint32_t days_by_day_field(const CronFields& fields, MonthShape month) {
    auto days = static_cast<std::uint32_t>(fields.days.to_ulong());
    for_each_bit(fields.days_from_last.to_ulong(), [&](unsigned back) {
        if (back < month.length) {
            days |= bit(month.length - back);
        }
    });
    for_each_bit(fields.nearest_weekdays.to_ulong(), [&](unsigned day) {
        const unsigned wanted = day == 0 ? month.length : day;  // 0 is `LW`
        if (wanted <= month.length) {
            days |= bit(nearest_working_day(month, wanted));
        }
    });
    return days;
}

std::uint32_t days_by_weekday_field(const CronFields& fields, MonthShape month) {
    constexpr std::uint64_t kWeek = (1U << kDaysInWeek) - 1;
    constexpr std::uint64_t kEachWeek = 1U | 1U << 7U | 1U << 14U | 1U << 21U | 1U << 28U;
    const std::uint64_t week = fields.weekdays.to_ulong();
    const std::uint64_t from_first =
        (week >> month.first_weekday | week << (kDaysInWeek - month.first_weekday)) & kWeek;
    auto days = static_cast<std::uint32_t>((from_first * kEachWeek) << 1U);
    for_each_bit(fields.nth_weekdays.to_ullong(), [&](unsigned place) {
        const unsigned weekday = place % kDaysInWeek;
        const unsigned nth = place / kDaysInWeek;
        const unsigned first = 1 + (weekday + kDaysInWeek - month.first_weekday) % kDaysInWeek;
        const unsigned day = nth == 0 ? first + (month.length - first) / kDaysInWeek * kDaysInWeek
                                      : first + (nth - 1) * kDaysInWeek;
        if (day <= month.length) {
            days |= bit(day);
        }
    });
    return days;
}

bool has_matching_date_in(const CronFields& fields, unsigned january_first, unsigned february) {
    unsigned first_weekday = january_first;
    for (unsigned month = 1; month < kMonthLengths.size(); ++month) {
        const unsigned length = month == 2 ? february : kMonthLengths[month];
        if (fields.months[month] && matching_days(fields, {length, first_weekday}) != 0) {
            return true;
        }
        first_weekday = (first_weekday + length) % kDaysInWeek;
    }
    return false;
}

}  // namespace

bool all_days(const CronFields& fields) {
    constexpr std::size_t kMostDays = 31;
    return fields.days.count() == kMostDays;
}

bool all_weekdays(const CronFields& fields) { return fields.weekdays.all(); }

bool either_day_suffices(const CronFields& fields) {
    return !fields.day_is_star && !fields.weekday_is_star;
}

std::uint32_t matching_days(const CronFields& fields, MonthShape month) {
    const std::uint32_t in_month = ~std::uint32_t{0} >> (31 - month.length) & ~std::uint32_t{1};
    const std::uint32_t by_day = days_by_day_field(fields, month);
    const std::uint32_t by_weekday = days_by_weekday_field(fields, month);
    return in_month & (either_day_suffices(fields) ? by_day | by_weekday : by_day & by_weekday);
}

bool has_matching_date(const CronFields& fields) {
    // Within 400 years each kind of year comes: leap or not, begun on each of the weekdays.
    for (unsigned january_first = 0; january_first < kDaysInWeek; ++january_first) {
        if (has_matching_date_in(fields, january_first, 29) ||
            has_matching_date_in(fields, january_first, 28)) {
            return true;
        }
    }
    return false;
}

}  // namespace tasksched::schedule
