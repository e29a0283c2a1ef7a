#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "common/model/task.h"
#include "common/schedule/calendars.h"

namespace tasksched::model {

/// One start that a change of a task takes away (`from` alone), adds (`to` alone) or moves.
struct TimeChange {
    std::optional<time::Second> from;
    std::optional<time::Second> to;

    friend bool operator==(const TimeChange&, const TimeChange&) = default;
};

/// How the starts of a task differ after a change.
struct TimeDiff {
    std::vector<TimeChange> changes;             ///< by time; of a move the time before it counts
    std::optional<time::Second> compared_until;  ///< where there were too many to compare them all
};

/// So many starts of the task before and after the change are compared at the most.
inline constexpr std::size_t kMostCompared = 100'000;

/// Compares when `before` and `after`, the same task, start (jitter included) after `from` and not
/// after `until`. A start is moved where on one date, each read in its task's own zone, one is gone
/// and one has come; of several the first is matched with the first, and so on. Pure.
TimeDiff diff_times(const Task& before, const Task& after, const schedule::Calendars& calendars,
                    time::Second from, time::Second until);

}  // namespace tasksched::model
