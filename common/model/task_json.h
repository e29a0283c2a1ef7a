#pragma once

#include <string>

#include "common/model/payload.h"
#include "common/model/task.h"

namespace tasksched::model {

/// A task as one JSON object on one line, keys as in CLI.md; times in the task's zone. With
/// `payload`, its fields stand under the key "payload". Durations and a period are text as the
/// options take it ("2h30m"); of execute_datetime, recurring_period and cron one is set. The
/// task_id of one that is not stored yet is null.
std::string to_json(const Task& task, const Payload* payload);

}  // namespace tasksched::model
