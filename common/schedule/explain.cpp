#include "common/schedule/explain.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "common/base/text.h"
#include "common/schedule/every_macro.h"
#include "common/schedule/explain_days.h"
#include "common/schedule/explain_times.h"
#include "common/schedule/number_words.h"
#include "common/schedule/trap_changes.h"
#include "common/schedule/trap_days.h"
#include "common/schedule/trap_steps.h"
#include "common/time/time_text.h"

namespace tasksched::schedule {
namespace {

using base::Result;
using std::chrono::days;
using time::Second;
using time::Zone;

std::string sentence(std::string text) {
    text.front() = static_cast<char>(text.front() - 'a' + 'A');  // all begin with "at" or "every"
    return text + ".";
}

std::string meaning_of(const CronExpression& cron) {
    if (cron.at_reboot()) {
        return sentence("at each start of the system");
    }
    const TimesInWords times = times_in_words(cron.fields());
    const std::string dates =
        days_in_words(cron.fields(), times.all_around ? EveryDay::kUnderstood : EveryDay::kSaid);
    return sentence(dates.empty() ? times.text : fmt::format("{} {}", times.text, dates));
}

/// A number of seconds in its units: "2 hours and 30 minutes".
std::string units_of(std::int64_t length) {
    constexpr std::pair<std::string_view, std::int64_t> kUnits[]{
        {"day", 86'400}, {"hour", 3600}, {"minute", 60}, {"second", 1}};
    std::vector<std::string> parts;
    for (const auto& [name, seconds] : kUnits) {
        if (length >= seconds) {
            parts.push_back(counted(length / seconds, name));
            length %= seconds;
        }
    }
    return join_words(parts);
}

std::string meaning_of(const Period& period) {
    constexpr std::string_view kFrom = "counted from the start of the schedule";
    switch (period.unit) {
        case PeriodUnit::kMonths:
            return sentence(
                fmt::format("{} by the calendar, {}", every(period.length, "month"), kFrom));
        case PeriodUnit::kYears:
            return sentence(
                fmt::format("{} by the calendar, {}", every(period.length, "year"), kFrom));
        case PeriodUnit::kSeconds:
            break;
    }
    const std::string units = units_of(period.length);
    const bool one = units.starts_with("1 ") && units.find(" and ") == std::string::npos;
    return sentence(fmt::format("every {}, {}", one ? units.substr(2) : units, kFrom));
}

void add_drawn(std::string_view expression, const CronExpression& cron, std::vector<Trap>& traps) {
    if (expression.find('~') != std::string_view::npos) {
        traps.push_back({TrapKind::kDrawn,
                         fmt::format("'~' is drawn once, when a task is stored, and may come to "
                                     "another value than here, {}",
                                     base::quoted(cron.text()))});
    }
}

void add_reboot(const CronExpression& cron, std::vector<Trap>& traps) {
    if (cron.at_reboot()) {
        traps.push_back({TrapKind::kReboot,
                         "it comes once a boot, when the daemon first starts after it, and at no "
                         "time of the clock"});
    }
}

/// The several times of one day count as one.
void add_rare(const CronExpression& cron, const Zone& zone, Second now, std::vector<Trap>& traps) {
    constexpr days kOften{366};
    const auto next = cron.next(now, zone);
    const auto after = next ? cron.next(*next + days{1}, zone) : std::nullopt;
    if (after && (*next - now > kOften || *after - *next > kOften)) {
        traps.push_back({TrapKind::kRare, fmt::format("it comes rarely: at {}, and then at {}",
                                                      time::format_time(*next, zone),
                                                      time::format_time(*after, zone))});
    }
}

std::vector<Trap> traps_of(std::string_view expression, const CronExpression& cron,
                           const Zone& zone, Second now) {
    std::vector<Trap> traps = day_traps(cron);
    const auto append = [&](std::vector<Trap> more) {
        traps.insert(traps.end(), std::move_iterator(more.begin()), std::move_iterator(more.end()));
    };
    append(step_traps(cron));
    add_drawn(expression, cron, traps);
    add_reboot(cron, traps);
    add_rare(cron, zone, now, traps);
    append(change_traps(cron, zone, now));
    return traps;
}

std::vector<Trap> traps_of(const Period& period, const Zone& zone, Second now) {
    constexpr std::int64_t kDay = 86'400;
    const bool whole_days = period.unit == PeriodUnit::kSeconds && period.length % kDay == 0;
    if (!whole_days || !zone.next_change(now)) {
        return {};
    }
    return {{TrapKind::kFixedLength,
             fmt::format("a day is 24 hours long here: when the clock of {} is changed, it comes "
                         "at another time of the day; a cron expression such as @daily keeps its "
                         "time",
                         zone.name())}};
}

}  // namespace

Result<Explanation> explain(std::string_view expression, const Zone& zone, Second now) {
    if (const auto period = read_every_macro(expression)) {
        return period->map([&](const Period& read) {
            return Explanation{{Every{read}, zone, now, std::nullopt},
                               meaning_of(read),
                               traps_of(read, zone, now)};
        });
    }
    auto cron = CronExpression::parse(expression);
    if (!cron) {
        return tl::unexpected(std::move(cron.error()));
    }
    Explanation explanation{{*cron, zone, std::nullopt, std::nullopt},
                            meaning_of(*cron),
                            traps_of(expression, *cron, zone, now)};
    return explanation;
}

}  // namespace tasksched::schedule
