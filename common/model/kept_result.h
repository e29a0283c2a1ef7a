#pragma once

#include <vector>

#include "common/model/run.h"
#include "common/model/run_item.h"

namespace tasksched::model {

/// What the program of a run came to that goes on after it: its output is to be mailed.
struct KeptResult {
    int attempt = 1;  ///< the one that the program ran in
    AttemptResult result;
    std::vector<RunItem> items;  ///< of the run, as they stand
};

}  // namespace tasksched::model
