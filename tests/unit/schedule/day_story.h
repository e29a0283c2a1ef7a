#pragma once

#include <string>
#include <vector>

#include "common/schedule/occurrences.h"
#include "common/time/time_text.h"
#include "tests/unit/time/instants.h"

namespace tasksched::schedule {

/// A cron expression in a zone, and what its calendars leave out.
struct DayStory {
    Schedule schedule;
    Calendars calendars{};

    DayStory(const std::string& cron, const char* zone, IfExcluded policy = IfExcluded::kSkip)
        : schedule{.rule = *CronExpression::parse(cron),
                   .zone = time::zone_named(zone),
                   .start = {},
                   .until = {}} {
        schedule.days.if_excluded = policy;
    }

    /// Excludes these days.
    DayStory& except(const std::vector<std::string>& dates) {
        add("excepted", dates);
        schedule.days.except = {"excepted"};
        return *this;
    }

    /// Excludes all days but these.
    DayStory& only(const std::vector<std::string>& dates) {
        add("these", dates);
        schedule.days.only = {"these"};
        return *this;
    }

    void add(const std::string& name, const std::vector<std::string>& dates) {
        std::vector<Day> days;
        days.reserve(dates.size());
        for (const std::string& date : dates) {
            days.push_back(parse_day(date).value());
        }
        calendars.add(name, DaySet(std::move(days)));
    }

    [[nodiscard]] Occurrences occurrences() const {
        return Occurrences::of(schedule, calendars).value();
    }

    /// The occurrences from `from` on, `count` of them, as text; "-" before one that is excluded.
    [[nodiscard]] std::vector<std::string> told(time::Second from, int count) const {
        const Occurrences all = occurrences();
        std::vector<std::string> lines;
        auto at = all.next(from - std::chrono::seconds{1});
        for (; at && static_cast<int>(lines.size()) < count; at = all.next(*at)) {
            lines.push_back((all.is_excluded(*at) ? "-" : "") +
                            time::format_time(*at, schedule.zone));
        }
        return lines;
    }
};

}  // namespace tasksched::schedule
