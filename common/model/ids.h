#pragma once

#include <cstdint>

#include "common/base/id.h"

namespace tasksched::model {

using TaskId = base::Id<struct TaskTag>;
using RunId = base::Id<struct RunTag>;

/// Counts the changes of one task, from 1. A run keeps the version that it was claimed under.
using Version = std::int64_t;

/// Counts the changes of a store; greater is newer.
using Revision = std::int64_t;

}  // namespace tasksched::model
