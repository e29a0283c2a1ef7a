#pragma once

#include "common/base/error.h"
#include "common/model/limits.h"
#include "common/model/task_spec.h"

namespace tasksched::model {

/// Sets the limits that `spec` names and keeps the others; "none" takes one away. kInvalid names
/// the option. After an error `limits` may be changed in part.
base::Result<void> apply_limits(const TaskSpec& spec, Limits& limits);

}  // namespace tasksched::model
