#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/model/missed.h"
#include "common/model/run.h"
#include "common/model/skip.h"
#include "common/model/task.h"

namespace tasksched::store {

using model::Skip;

/// What the scheduler decided of a task that fell due: it moves the task on to its next time and
/// records what becomes of the occurrences passed, in one step.
struct Claim {
    model::TaskId task_id;
    model::Version version = 1;       ///< decided on; another one now: nothing is claimed
    std::optional<time::Second> due;  ///< the same of its next time; none: whatever it is
    std::vector<time::Second> run;    ///< occurrences to carry out, upwards; mostly one
    std::vector<Skip> skip;
    std::vector<model::MissedSpan> hold;  ///< neither run nor skipped until somebody decides

    /// When each of `run` starts at the earliest; empty: at its time, with its jitter.
    std::vector<time::Second> not_before;
    std::optional<time::Second> next_run_at;  ///< none: no more, or after the run's end
    std::optional<std::int64_t> remaining;    ///< of `--count`, after these
    bool done = false;                        ///< no further occurrence: the task is done
    model::Overlap overlap = model::Overlap::kSkip;
    std::chrono::seconds jitter{0};
};

enum class ClaimState {
    kClaimed,
    kStale,  ///< the task is not active any more, or has another version or next time: load it
             ///< again
};

struct ClaimResult {
    ClaimState state = ClaimState::kClaimed;
    std::vector<model::Run> runs;  ///< those that were queued, with their ids
    bool started = false;          ///< the first of them runs already, in its first attempt
};

}  // namespace tasksched::store
