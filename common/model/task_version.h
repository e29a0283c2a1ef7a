#pragma once

#include <string>

#include "common/model/task.h"

namespace tasksched::model {

/// A task as it stood in one of its versions, and who made that when. What is not of a version but
/// goes on by itself (when it runs next, how many times are left) stands in `task` as it was when
/// the next version came.
struct TaskVersion {
    Task task;
    time::Instant changed_at{};
    std::string changed_by;
    std::string operation;  ///< "schedule", "update", ...
};

}  // namespace tasksched::model
