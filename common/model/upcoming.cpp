#include "common/model/upcoming.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "common/base/check.h"

namespace tasksched::model {

namespace {

constexpr std::chrono::seconds kOneSecond{1};

}  // namespace

Upcoming::Upcoming(Task task, time::Second from) : task_(std::move(task)) {
    if (task_.next_run_at) {
        begin(from);
    }
    while (front_ && front_->starts_at <= from) {
        pop();
    }
}

void Upcoming::begin(time::Second from) {
    // What was scheduled for then, or earlier, has started by `from` with any jitter.
    const time::Second started = from - task_.jitter;
    if (started < *task_.next_run_at || schedule::after_finish(task_.schedule)) {
        show(task_.next_run_at);
        return;
    }
    task_.remaining = remaining_after(task_, started);
    show(next_occurrence(task_, started));
}

void Upcoming::pop() {
    TASKSCHED_CHECK(front_.has_value());
    if (task_.remaining) {
        --*task_.remaining;
    }
    show(schedule::after_finish(task_.schedule) ? std::nullopt
                                                : next_occurrence(task_, front_->scheduled_for));
}

void Upcoming::show(std::optional<time::Second> occurrence) {
    if (!occurrence) {
        front_.reset();
        return;
    }
    const time::Second earliest = not_before(task_, *occurrence);
    front_ = Occurrence{*occurrence, front_ ? std::max(earliest, front_->starts_at) : earliest};
}

std::optional<std::int64_t> remaining_after(const Task& task, time::Second from) {
    if (!task.remaining || !task.next_run_at || from < *task.next_run_at) {
        return task.remaining;
    }
    const auto claimed = schedule::count_occurrences(task.schedule, *task.next_run_at - kOneSecond,
                                                     from, *task.remaining);
    return claimed ? std::max<std::int64_t>(0, *task.remaining - *claimed) : 0;
}

}  // namespace tasksched::model
