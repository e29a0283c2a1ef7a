#pragma once

#include "common/base/error.h"
#include "common/model/policies.h"
#include "common/model/task_spec.h"

namespace tasksched::model {

/// Sets the policies that `spec` names and keeps the others. kInvalid names the option. After an
/// error `policies` may be changed in part.
base::Result<void> apply_policies(const TaskSpec& spec, Policies& policies);

/// Whether `address` may be told of failures: "none", or text with one '@' between two parts,
/// without blanks, control characters or a leading '-'.
base::Result<void> check_notify(std::string_view address);

}  // namespace tasksched::model
