#pragma once

#include <chrono>
#include <cstdint>

#include "common/model/missed.h"
#include "common/model/task.h"
#include "common/schedule/occurrences.h"
#include "common/store/run_writer.h"

namespace tasksched::daemon {

using model::kMissedAfter;

/// How many missed occurrences catch-up `all` makes up at the most; older ones are skipped.
inline constexpr std::int64_t kMaxCatchUp = model::kMostMadeUp;

/// How many skipped occurrences of a cron expression are counted; beyond it the record has no
/// count.
inline constexpr std::int64_t kMaxCounted = 1000;

/// What becomes of occurrences that were missed.
enum class WhenMissed {
    kPolicy,  ///< the task's catch-up policy decides at once
    kAsk,     ///< they are held until somebody decides
};

/// Decides what becomes of a task that is due at `now`: which of its occurrences run, which are
/// skipped and why, and when it is due next. Several may have come due at once; the last of them,
/// if it is not missed, runs under every catch-up policy, and the others are the policy's to judge.
/// With WhenMissed::kAsk, where any is missed, all are held but the last, if that is not missed.
/// Those that calendars exclude are skipped for that reason, whatever the policy, and use up
/// nothing of a `--count`. Overlap is left to the store, which knows the runs. Pure; the task must
/// have a next_run_at that is not after `now`; `occurrences` are those of its schedule. The cost
/// does not grow with the number of occurrences passed, save for a task with a `--count`; with
/// calendars it grows with the days, up to kMostDaysBack.
store::Claim decide_due(const model::Task& task, const schedule::Occurrences& occurrences,
                        time::Instant now, WhenMissed when_missed = WhenMissed::kPolicy);

/// The same of a task that names no calendars but the built-in ones.
store::Claim decide_due(const model::Task& task, time::Instant now,
                        WhenMissed when_missed = WhenMissed::kPolicy);

}  // namespace tasksched::daemon
