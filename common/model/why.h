#pragma once

#include <optional>
#include <string>

#include "common/model/run.h"
#include "common/model/task.h"
#include "common/schedule/occurrences.h"

namespace tasksched::model {

/// What is known of a task at some time.
struct Evidence {
    time::Second at;    ///< the time that is asked about
    time::Instant now;  ///< when it is asked
    /// The newest record of the task that begins at or before `at`: a run, or the skip of one or
    /// more occurrences.
    std::optional<Run> record{};
    /// The occurrences of its schedule; null where the calendars lack one that it names.
    const schedule::Occurrences* occurrences = nullptr;
    /// The time was missed, and waits for somebody to decide what becomes of it.
    bool is_held = false;
};

/// Whether the evidence has a record of what became of the time itself.
bool is_recorded(const Evidence& evidence);

/// Why the task ran at that time, or did not: one sentence without a period, for people. Pure.
std::string why(const Task& task, const Evidence& evidence);

}  // namespace tasksched::model
