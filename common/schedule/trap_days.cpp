#include "common/schedule/trap_days.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "common/schedule/explain_days.h"
#include "common/schedule/month_days.h"
#include "common/schedule/number_words.h"
#include "common/schedule/written_fields.h"

namespace tasksched::schedule {
namespace {

constexpr unsigned kFebruary = 2;
constexpr unsigned kDaysInWeek = 7;
constexpr unsigned kShortestMonth = 28;

void add_which_field_decides(const CronFields& fields, std::vector<Trap>& traps) {
    const bool any_day = all_days(fields);
    const bool any_weekday = all_weekdays(fields);
    if (either_day_suffices(fields)) {
        if (!any_day || !any_weekday) {
            traps.push_back({TrapKind::kEitherDay,
                             "neither day field begins with '*': a day that matches one of them is "
                             "enough, it need not match both (crontab(5))"});
        }
        return;
    }
    if (!any_day && !any_weekday) {
        traps.push_back({TrapKind::kBothDays,
                         fmt::format("the day of {} begins with '*': a day must match both day "
                                     "fields, not one of them (crontab(5))",
                                     fields.day_is_star ? "month" : "week")});
    }
}

/// The day of the month that is asked for by its number and stands at the top of the field, where
/// it is one that some months lack and no part of a range from earlier days or of a step.
std::optional<unsigned> late_day(const CronExpression& cron) {
    constexpr std::uint64_t kLateDays = std::uint64_t{0b111} << (kShortestMonth + 1);
    const std::uint64_t days = cron.fields().days.to_ulong();
    const bool begins_late = (days & ~(days << 1U) & kLateDays) != 0;
    const auto late = numbers_of(days & kLateDays);
    if (!begins_late || is_written_with_step(cron, CronField::kDay)) {
        return std::nullopt;
    }
    return late.back();
}

/// The length that a month must have for all that the day field asks for; 28 where each has it.
unsigned wanted_length(const CronExpression& cron) {
    const CronFields& fields = cron.fields();
    unsigned wanted = std::max(kShortestMonth, late_day(cron).value_or(0));
    for (const unsigned day : numbers_of(fields.nearest_weekdays.to_ulong())) {
        wanted = std::max(wanted, day);
    }
    for (const unsigned back : numbers_of(fields.days_from_last.to_ulong())) {
        wanted = std::max(wanted, back + 1);
    }
    return wanted;
}

void add_short_months(const CronExpression& cron, std::vector<Trap>& traps) {
    constexpr std::array<unsigned, 13> kLengths{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const CronFields& fields = cron.fields();
    const unsigned wanted = wanted_length(cron);
    std::vector<std::string> shorter;
    for (const unsigned month : numbers_of(fields.months.to_ulong())) {
        if (kLengths.at(month) < wanted) {
            shorter.emplace_back(month_name(month));
        }
    }
    constexpr std::string_view kMend = "; L is the last day of each month";
    if (!shorter.empty()) {
        traps.push_back({TrapKind::kShortMonth,
                         fmt::format("{} {} no {} day and {} passed over for it{}",
                                     join_words(shorter), shorter.size() == 1 ? "has" : "have",
                                     ordinal(wanted), shorter.size() == 1 ? "is" : "are", kMend)});
    } else if (wanted > kShortestMonth && fields.months[kFebruary]) {
        traps.push_back(
            {TrapKind::kShortMonth,
             fmt::format("February has a 29th day in leap years only, and is passed over for it in "
                         "the others{}",
                         kMend)});
    }
}

void add_fifth_weekdays(const CronFields& fields, std::vector<Trap>& traps) {
    constexpr unsigned kFifth = 5 * kDaysInWeek;
    std::vector<std::string> names;
    for (const unsigned place : numbers_of(fields.nth_weekdays.to_ullong())) {
        if (place >= kFifth) {
            names.emplace_back(weekday_name(place % kDaysInWeek));
        }
    }
    if (!names.empty()) {
        traps.push_back({TrapKind::kShortMonth,
                         fmt::format("most months have no fifth {} and are passed over for it; {}L "
                                     "is the last one of each month",
                                     join_words(names), names.front().substr(0, 3))});
    }
}

}  // namespace

std::vector<Trap> day_traps(const CronExpression& cron) {
    std::vector<Trap> traps;
    if (cron.at_reboot()) {
        return traps;
    }
    const CronFields& fields = cron.fields();
    add_which_field_decides(fields, traps);
    if (!(either_day_suffices(fields) && all_weekdays(fields))) {
        add_short_months(cron, traps);
    }
    add_fifth_weekdays(fields, traps);
    return traps;
}

}  // namespace tasksched::schedule
