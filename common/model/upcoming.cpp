#include "common/model/upcoming.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "common/base/check.h"
#include "common/schedule/occurrences.h"
#include "common/schedule/search.h"

namespace tasksched::model {

namespace {

constexpr std::chrono::seconds kOneSecond{1};

}  // namespace

Upcoming::Upcoming(Task task, const schedule::Calendars& calendars, time::Second from)
    : task_(std::move(task)), calendars_(&calendars) {
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
        show(next_run(*task_.next_run_at - kOneSecond));
        return;
    }
    task_.remaining = remaining_after(task_, *calendars_, started);
    show(next_run(started));
}

/// The task's own next_run_at goes before what its schedule says: it may be counted from the end of
/// a run, or have been moved there by calendars that have changed since.
std::optional<time::Second> Upcoming::next_run(time::Second after) const {
    const auto occurrences = schedule::Occurrences::of(task_.schedule, *calendars_);
    if (!occurrences || (task_.remaining && *task_.remaining <= 0)) {
        return std::nullopt;
    }
    const time::Second first = *task_.next_run_at;
    return after < first && !occurrences->is_excluded(first)
               ? first
               : occurrences->next_run(std::max(after, first));
}

void Upcoming::pop() {
    TASKSCHED_CHECK(front_.has_value());
    if (task_.remaining) {
        --*task_.remaining;
    }
    show(schedule::after_finish(task_.schedule) ? std::nullopt : next_run(front_->scheduled_for));
}

void Upcoming::show(std::optional<time::Second> occurrence) {
    if (!occurrence) {
        front_.reset();
        return;
    }
    const time::Second earliest = not_before(task_, *occurrence);
    front_ = Occurrence{*occurrence, front_ ? std::max(earliest, front_->starts_at) : earliest};
}

std::optional<std::int64_t> remaining_after(const Task& task, const schedule::Calendars& calendars,
                                            time::Second from) {
    if (!task.remaining || !task.next_run_at || from < *task.next_run_at) {
        return task.remaining;
    }
    const time::Second before = *task.next_run_at - kOneSecond;
    const auto occurrences = schedule::Occurrences::of(task.schedule, calendars);
    if (!occurrences) {
        return task.remaining;  // it is held
    }
    const auto claimed =
        occurrences->have_calendars()
            ? schedule::count_by([&](time::Second after) { return occurrences->next_run(after); },
                                 before, from, *task.remaining)
            : occurrences->count(before, from, *task.remaining);
    return claimed ? std::max<std::int64_t>(0, *task.remaining - *claimed) : 0;
}

}  // namespace tasksched::model
