#include "common/schedule/trap_steps.h"

#include <fmt/format.h>

#include <functional>
#include <optional>
#include <string>

#include "common/schedule/explain_days.h"
#include "common/schedule/month_days.h"
#include "common/schedule/number_words.h"
#include "common/schedule/written_fields.h"

namespace tasksched::schedule {
namespace {

/// A field whose numbers begin anew when they have come to their end.
struct Cycle {
    CronField field;
    std::string_view unit;   ///< of a step: "minute"
    std::string_view whole;  ///< after which they begin anew: "hour"
    unsigned low;
    unsigned size;
    std::function<std::string(unsigned)> name;  ///< of one of the numbers: "minute 56"
};

/// Whether two of the `size` numbers from 0 on follow each other, the last and the first too.
bool has_neighbours(std::uint64_t bits, unsigned size) {
    const std::uint64_t next = bits << 1U | bits >> (size - 1);
    return (bits & next) != 0;
}

/// Whether in some month two dates follow each other.
bool has_neighbouring_days(const CronFields& fields) {
    constexpr unsigned kShortest = 28;
    constexpr unsigned kLongest = 31;
    constexpr unsigned kDaysInWeek = 7;
    for (unsigned length = kShortest; length <= kLongest; ++length) {
        for (unsigned first = 0; first < kDaysInWeek; ++first) {
            const std::uint32_t days = matching_days(fields, {length, first});
            if ((days & days << 1U) != 0) {
                return true;
            }
        }
    }
    return false;
}

/// The numbers as a series that goes on at even distances until it leaves the field.
std::optional<Progression> whole_series(std::uint64_t bits, const Cycle& cycle) {
    const auto series = as_progression(bits);
    const bool whole = series && series->count > 1 && series->step > 1 &&
                       series->first - cycle.low < series->step &&
                       series->last + series->step >= cycle.low + cycle.size;
    return whole ? series : std::nullopt;
}

std::optional<Trap> uneven_step(const CronExpression& cron, std::uint64_t bits,
                                const Cycle& cycle) {
    if (!is_written_with_step(cron, cycle.field)) {
        return std::nullopt;
    }
    const auto series = whole_series(bits, cycle);
    if (!series) {
        return std::nullopt;
    }
    const unsigned gap = series->first + cycle.size - series->last;
    if (gap == series->step) {
        return std::nullopt;
    }
    return Trap{TrapKind::kUnevenStep,
                fmt::format("a step of {} does not divide the {}: from {} to the next {} {} {}",
                            counted(series->step, cycle.unit), cycle.whole,
                            cycle.name(series->last), cycle.name(series->first),
                            gap == 1             ? "is only"
                            : gap < series->step ? "are only"
                                                 : "are",
                            counted(gap, cycle.unit))};
}

/// Months have no one length: a step of days begins anew with each.
std::optional<Trap> uneven_days(const CronExpression& cron) {
    constexpr unsigned kMostDays = 31;
    const Cycle cycle{CronField::kDay, "day", "month", 1, kMostDays, {}};
    if (!is_written_with_step(cron, cycle.field)) {
        return std::nullopt;
    }
    const auto series = whole_series(cron.fields().days.to_ulong(), cycle);
    if (!series) {
        return std::nullopt;
    }
    const unsigned gap = series->first + kMostDays - series->last;
    return Trap{
        TrapKind::kUnevenStep,
        fmt::format("a step of {} begins anew with each month: in one of 31 days, from the "
                    "{} to the next {} {} {}",
                    counted(series->step, cycle.unit), ordinal(series->last),
                    ordinal(series->first), gap == 1 ? "is" : "are", counted(gap, cycle.unit))};
}

std::function<std::string(unsigned)> numbered(std::string_view unit) {
    return [unit](unsigned number) { return fmt::format("{} {}", unit, number); };
}

}  // namespace

std::vector<Trap> step_traps(const CronExpression& cron) {
    constexpr unsigned kSixty = 60;
    constexpr unsigned kHours = 24;
    constexpr unsigned kMonths = 12;
    constexpr unsigned kWeekdays = 7;
    const CronFields& fields = cron.fields();
    const std::uint64_t months = fields.months.to_ulong() >> 1U;
    std::vector<Trap> traps;
    const auto add = [&](std::optional<Trap> trap) {
        if (trap) {
            traps.push_back(std::move(*trap));
        }
    };
    if (has_neighbours(fields.minutes.to_ullong(), kSixty)) {
        add(uneven_step(cron, fields.seconds.to_ullong(),
                        {CronField::kSecond, "second", "minute", 0, kSixty, numbered("second")}));
    }
    if (has_neighbours(fields.hours.to_ulong(), kHours)) {
        add(uneven_step(cron, fields.minutes.to_ullong(),
                        {CronField::kMinute, "minute", "hour", 0, kSixty, numbered("minute")}));
    }
    if (has_neighbouring_days(fields)) {
        add(uneven_step(cron, fields.hours.to_ulong(),
                        {CronField::kHour, "hour", "day", 0, kHours, numbered("hour")}));
    }
    if (has_neighbours(months, kMonths) && all_weekdays(fields)) {
        add(uneven_days(cron));
    }
    add(uneven_step(cron, fields.months.to_ulong(),
                    {CronField::kMonth, "month", "year", 1, kMonths,
                     [](unsigned month) { return std::string(month_name(month)); }}));
    if (fields.nth_weekdays.none() && all_days(fields)) {
        add(uneven_step(cron, fields.weekdays.to_ulong(),
                        {CronField::kWeekday, "day", "week", 0, kWeekdays,
                         [](unsigned day) { return std::string(weekday_name(day)); }}));
    }
    return traps;
}

}  // namespace tasksched::schedule
