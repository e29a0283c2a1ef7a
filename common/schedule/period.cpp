#include "common/schedule/period.h"

#include <fmt/format.h>
#include <algorithm>

#include "common/base/text.h"
#include "common/schedule/limits.h"
#include "common/schedule/local_instant.h"
#include "common/time/duration_text.h"

namespace tasksched::schedule {
namespace {

using base::ErrorCode;
using base::Result;
using std::chrono::days;
using std::chrono::months;
using std::chrono::seconds;
using std::chrono::year_month_day;
using time::Local;
using time::Second;

constexpr std::int64_t kMostYears = 100;
constexpr std::int64_t kMonthsInYear = 12;

/// A calendar unit, as parse_period reads it.
struct CalendarUnit {
    std::string_view suffix;
    PeriodUnit unit;
    std::int64_t most;
};

constexpr CalendarUnit kMonth{"mo", PeriodUnit::kMonths, kMostYears* kMonthsInYear};
constexpr CalendarUnit kYear{"y", PeriodUnit::kYears, kMostYears};

Result<Period> read_calendar_period(std::string_view text, const CalendarUnit& unit) {
    const std::string_view number = text.substr(0, text.size() - unit.suffix.size());
    const auto length = base::parse_integer(number);
    if (!length) {
        return base::fail(ErrorCode::kInvalid,
                          "period {}: expected a whole number before '{}'; months and years stand "
                          "alone, as in 1mo or 1y",
                          base::quoted(text), unit.suffix);
    }
    if (*length < 1 || *length > unit.most) {
        return base::fail(ErrorCode::kInvalid, "period {}: {} is outside 1-{} ('{}')",
                          base::quoted(text), *length, unit.most, unit.suffix);
    }
    return Period{*length, unit.unit};
}

/// The month of `local`, counted from the year 0.
std::int64_t month_number(Local local) {
    const year_month_day date{std::chrono::floor<days>(local)};
    return static_cast<int>(date.year()) * kMonthsInYear + static_cast<unsigned>(date.month()) - 1;
}

/// `local` so many months later, in a shorter month at its last day.
Local add_months(Local local, std::int64_t count) {
    const auto day = std::chrono::floor<days>(local);
    year_month_day date = year_month_day{day} + months{count};
    if (!date.ok()) {
        date = date.year() / date.month() / std::chrono::last;
    }
    return std::chrono::local_days{date} + (local - day);
}

std::optional<Second> up_to_the_end(Second instant) {
    return instant <= kLastSecond ? std::optional(instant) : std::nullopt;
}

std::optional<Second> next_by_seconds(std::int64_t length, Second start, Second after) {
    const std::int64_t periods = (after - start).count() / length + 1;
    return up_to_the_end(start + seconds{periods * length});
}

std::optional<Second> next_by_months(std::int64_t length, Second start, Second after,
                                     const time::Zone& zone) {
    const Local first = zone.local_time(start);
    const std::int64_t passed = month_number(zone.local_time(after)) - month_number(first);
    // A month that has begun may still have its time to come; a time change moves it by less.
    for (std::int64_t count = std::max<std::int64_t>(1, passed / length - 1);; ++count) {
        const Second candidate = instant_of(add_months(first, count * length), zone);
        if (candidate > after || candidate > kLastSecond) {
            return up_to_the_end(candidate);
        }
    }
}

}  // namespace

Result<Period> parse_period(std::string_view text) {
    if (text.ends_with(kMonth.suffix)) {
        return read_calendar_period(text, kMonth);
    }
    if (text.ends_with(kYear.suffix)) {
        return read_calendar_period(text, kYear);
    }
    return time::parse_duration(text).map([](seconds length) {
        return Period{length.count(), PeriodUnit::kSeconds};
    });
}

std::string format_period(const Period& period) {
    switch (period.unit) {
        case PeriodUnit::kMonths:
            return fmt::format("{}{}", period.length, kMonth.suffix);
        case PeriodUnit::kYears:
            return fmt::format("{}{}", period.length, kYear.suffix);
        case PeriodUnit::kSeconds:
            break;
    }
    return time::format_duration(seconds{period.length});
}

std::optional<Second> next_of_period(const Period& period, Second start, Second after,
                                     const time::Zone& zone) {
    if (after >= kLastSecond) {
        return std::nullopt;
    }
    if (after < start) {
        return up_to_the_end(start);
    }
    if (period.unit == PeriodUnit::kSeconds) {
        return next_by_seconds(period.length, start, after);
    }
    const std::int64_t in_months =
        period.unit == PeriodUnit::kYears ? period.length * kMonthsInYear : period.length;
    return next_by_months(in_months, start, after, zone);
}

}  // namespace tasksched::schedule
