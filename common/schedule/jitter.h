#pragma once

#include <chrono>
#include <cstdint>

#include "common/time/clock.h"

namespace tasksched::schedule {

/// How long after its nominal time an occurrence starts: 0 to `jitter`, evenly spread over tasks
/// and occurrences, and always the same for the same `task` and `occurrence`, so that a restart
/// draws the same.
std::chrono::seconds jitter_of(std::int64_t task, time::Second occurrence,
                               std::chrono::seconds jitter);

}  // namespace tasksched::schedule
