#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "common/schedule/cron.h"
#include "common/schedule/day_rule.h"
#include "common/schedule/period.h"
#include "common/time/zone.h"

namespace tasksched::schedule {

/// One run at one instant.
struct Once {
    time::Second at;

    friend bool operator==(const Once&, const Once&) = default;
};

/// A run every period, at a fixed rate from the schedule's start; with `after_finish`, one period
/// after the end of the run before.
struct Every {
    Period period;
    bool after_finish = false;

    friend bool operator==(const Every&, const Every&) = default;
};

/// When a task runs.
struct Schedule {
    std::variant<Once, Every, CronExpression> rule;
    time::Zone zone;                    ///< in which cron fields and calendar periods are read
    std::optional<time::Second> start;  ///< no occurrence before it; a period's anchor (always set)
    std::optional<time::Second> until;  ///< no occurrence after it
    DayRule days{};                     ///< heeded by Occurrences (occurrences.h), not here

    friend bool operator==(const Schedule&, const Schedule&) = default;
};

/// The first occurrence strictly after `after`, the schedule's days left aside; none where there is
/// no further one. Pure: the `--count` of a task is the caller's to keep. With `after_finish`,
/// `after` is the end of the run before (or the moment of scheduling).
std::optional<time::Second> next_occurrence(const Schedule& schedule, time::Second after);

/// The last occurrence in (after, not_after]; none where there is none. A search by halving: its
/// cost does not grow with the number of occurrences between.
std::optional<time::Second> latest_occurrence(const Schedule& schedule, time::Second after,
                                              time::Second not_after);

/// How many occurrences lie in (after, not_after]: exact for periods in seconds and for others up
/// to `limit`; none where there are more than `limit` of the others.
std::optional<std::int64_t> count_occurrences(const Schedule& schedule, time::Second after,
                                              time::Second not_after, std::int64_t limit);

/// Whether the schedule has no times of its own and runs at the start of the system (@reboot).
bool at_reboot(const Schedule& schedule);

/// Whether the next run is counted from the end of the one before.
bool after_finish(const Schedule& schedule);

/// For people: "at 2026-05-01T09:00:00+02:00", "every 15m", "cron 0 9 * * 1 (Europe/Paris), except
/// holidays".
std::string describe(const Schedule& schedule);

}  // namespace tasksched::schedule
