#pragma once

#include <cstddef>
#include <cstdint>

#include "common/model/policies.h"

namespace tasksched::model {

/// What becomes of occurrences that come due together, next to the runs of their task that are not
/// over.
struct OverlapVerdict {
    std::size_t allowed = 0;      ///< the first so many become runs; the others are skipped
    bool ends_open_runs = false;  ///< the runs that are not over are cancelled or killed first
};

/// Whether the policy asks how many runs of the task are not over.
bool counts_open_runs(Overlap policy);

/// Judges `wanted` occurrences that were made up together, and so do not overlap each other. `open`
/// is how many runs of the task are queued, running or waiting; it is looked at where
/// counts_open_runs() says so. `queue` keeps one further run beside the one that is under way or
/// comes next.
OverlapVerdict judge_overlap(Overlap policy, std::size_t wanted, std::int64_t open);

}  // namespace tasksched::model
