#pragma once

#include <chrono>
#include <cstdint>

#include "common/model/task.h"

namespace tasksched::daemon {

/// 2026-06-01 00:00:00 UTC, a Monday: where the stories of these tests begin.
inline constexpr time::Second kMonday{std::chrono::seconds{1'780'272'000}};

/// An active task that runs every `period` from kMonday on, next at `next_run_at`.
inline model::Task periodic_task(std::int64_t id, std::chrono::seconds period,
                                 time::Second next_run_at) {
    model::Task task;
    task.id = model::TaskId{id};
    task.user_id = "anna";
    task.type = "command";
    task.schedule.rule = schedule::Every{
        .period = {.length = period.count(), .unit = schedule::PeriodUnit::kSeconds},
        .after_finish = false};
    task.schedule.start = kMonday;
    task.next_run_at = next_run_at;
    return task;
}

/// An active task that runs once.
inline model::Task single_task(std::int64_t id, time::Second at) {
    model::Task task;
    task.id = model::TaskId{id};
    task.user_id = "anna";
    task.type = "command";
    task.schedule.rule = schedule::Once{.at = at};
    task.next_run_at = at;
    return task;
}

}  // namespace tasksched::daemon
