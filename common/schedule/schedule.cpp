#include "common/schedule/schedule.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/schedule/search.h"
#include "common/time/time_text.h"

namespace tasksched::schedule {
namespace {

using std::chrono::seconds;
using time::Second;

/// The next occurrence by the rule alone, whatever the schedule's end.
struct NextOfRule {
    const Schedule& schedule;
    Second after;

    std::optional<Second> operator()(const Once& once) const {
        return once.at > after ? std::optional(once.at) : std::nullopt;
    }

    std::optional<Second> operator()(const Every& every) const {
        const Second start = schedule.start.value_or(after);
        if (every.after_finish && after >= start) {
            return next_of_period(every.period, after, after, schedule.zone);
        }
        return next_of_period(every.period, start, after, schedule.zone);
    }

    std::optional<Second> operator()(const CronExpression& cron) const {
        const Second from = schedule.start ? std::max(after, *schedule.start - seconds{1}) : after;
        return cron.next(from, schedule.zone);
    }
};

const Every* fixed_period_in_seconds(const Schedule& schedule) {
    const auto* every = std::get_if<Every>(&schedule.rule);
    const bool plain = every != nullptr && !every->after_finish && schedule.start &&
                       every->period.unit == PeriodUnit::kSeconds;
    return plain ? every : nullptr;
}

/// How many of start, start + length, ... are not after `end`.
std::int64_t periods_up_to(std::int64_t length, Second start, Second end) {
    return end < start ? 0 : (end - start).count() / length + 1;
}

std::string describe_rule(const Schedule& schedule) {
    if (const auto* once = std::get_if<Once>(&schedule.rule)) {
        return fmt::format("at {}", time::format_time(once->at, schedule.zone));
    }
    if (const auto* every = std::get_if<Every>(&schedule.rule)) {
        const bool calendar = every->period.unit != PeriodUnit::kSeconds;
        return fmt::format("every {}{}{}", format_period(every->period),
                           every->after_finish ? " after the run before" : "",
                           calendar ? fmt::format(" ({})", schedule.zone.name()) : "");
    }
    const auto& cron = std::get<CronExpression>(schedule.rule);
    return cron.at_reboot() ? "cron @reboot"
                            : fmt::format("cron {} ({})", cron.text(), schedule.zone.name());
}

}  // namespace

std::optional<Second> next_occurrence(const Schedule& schedule, Second after) {
    const auto next = std::visit(NextOfRule{schedule, after}, schedule.rule);
    return next && schedule.until && *next > *schedule.until ? std::nullopt : next;
}

std::optional<Second> latest_occurrence(const Schedule& schedule, Second after, Second not_after) {
    if (after_finish(schedule)) {  // what comes after it depends on when its run ends
        const auto next = next_occurrence(schedule, after);
        return next && *next <= not_after ? next : std::nullopt;
    }
    return latest_by([&](Second from) { return next_occurrence(schedule, from); }, after,
                     not_after);
}

std::optional<std::int64_t> count_occurrences(const Schedule& schedule, Second after,
                                              Second not_after, std::int64_t limit) {
    const Second end = schedule.until ? std::min(*schedule.until, not_after) : not_after;
    if (const Every* every = fixed_period_in_seconds(schedule)) {
        const std::int64_t length = every->period.length;
        return std::max<std::int64_t>(0, periods_up_to(length, *schedule.start, end) -
                                             periods_up_to(length, *schedule.start, after));
    }
    if (after_finish(schedule)) {
        const auto next = next_occurrence(schedule, after);
        return next && *next <= end ? 1 : 0;  // what comes after it depends on its run
    }
    return count_by([&](Second from) { return next_occurrence(schedule, from); }, after, end,
                    limit);
}

bool at_reboot(const Schedule& schedule) {
    const auto* cron = std::get_if<CronExpression>(&schedule.rule);
    return cron != nullptr && cron->at_reboot();
}

bool after_finish(const Schedule& schedule) {
    const auto* every = std::get_if<Every>(&schedule.rule);
    return every != nullptr && every->after_finish;
}

std::string describe(const Schedule& schedule) {
    const std::string days = describe(schedule.days);
    return fmt::format("{}{}{}", describe_rule(schedule), days.empty() ? "" : ", ", days);
}

}  // namespace tasksched::schedule
