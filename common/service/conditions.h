#pragma once

#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/model/payload.h"
#include "common/model/task.h"

namespace tasksched::service {

/// `--where key=value`: a field of a task or of its payload, and the text it must have.
using Condition = model::FieldValue;

/// Reads "key=value" texts. kInvalid names an unknown key and the known ones.
base::Result<std::vector<Condition>> parse_conditions(const std::vector<std::string>& texts);

/// Whether all conditions hold. A field that the task's type does not have matches nothing.
bool holds(const std::vector<Condition>& conditions, const model::Task& task,
           const model::Payload& payload);

}  // namespace tasksched::service
