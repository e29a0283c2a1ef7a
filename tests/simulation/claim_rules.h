#pragma once

#include <optional>
#include <string>

#include "common/model/task.h"
#include "common/store/run_writer.h"
#include "tests/simulation/occurrences.h"

namespace tasksched::simulation {

/// When a claim was decided, by the clock that the daemon saw.
struct Decision {
    time::Second now;
    /// From here on the daemon was up, the clock was not set, the store did not fail, and the task
    /// was not changed: what comes due is claimed at its time.
    time::Second calm_since;
    bool asks = false;  ///< what is missed is held
};

/// What is wrong with a claim of `task`, as it stands in the store before the claim; none where it
/// keeps every rule: each occurrence that is due is accounted for exactly once, as a run or in a
/// skip, none before its time, each as its policies say, and the task goes on at the next one.
std::optional<std::string> broken_rule(const model::Task& task, Occurrences& occurrences,
                                       const store::Claim& claim, const Decision& decision);

}  // namespace tasksched::simulation
