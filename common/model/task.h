#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/model/ids.h"
#include "common/model/policies.h"
#include "common/schedule/schedule.h"

namespace tasksched::model {

enum class TaskState { kActive, kPaused, kDone, kCancelled };

std::string_view to_string(TaskState state);
base::Result<TaskState> parse_task_state(std::string_view text);

/// What a user scheduled, without its payload.
struct Task {
    TaskId id;
    std::string user_id;
    std::string name;  ///< empty: none; else unique among the user's active and paused tasks
    std::string type;  ///< "command"
    TaskState state = TaskState::kActive;
    schedule::Schedule schedule;
    std::optional<std::int64_t> remaining;  ///< occurrences left of `--count`
    std::chrono::seconds jitter{0};
    Policies policies;
    std::optional<time::Second> next_run_at;  ///< none: @reboot, running after-finish, or no more
    time::Instant created_at{};
    Version version = 1;
    Revision revision = 0;
};

/// Whether `name` may name a task: 1 to 100 characters of valid UTF-8 without control characters
/// or spaces around it, and not all digits, so that ID|NAME is never ambiguous.
base::Result<void> check_name(std::string_view name);

/// When the occurrence at `scheduled_for` is to start, jitter included.
time::Second not_before(const Task& task, time::Second scheduled_for);

/// The next occurrence of the task strictly after `after`, its `remaining` heeded, its calendars
/// left aside (schedule/occurrences.h).
std::optional<time::Second> next_occurrence(const Task& task, time::Second after);

/// Whether two tasks say the same: name, type, schedule, count, jitter and policies. What the store
/// gives a task (id, version, state, next_run_at, ...) is left aside.
bool same_definition(const Task& a, const Task& b);

}  // namespace tasksched::model
