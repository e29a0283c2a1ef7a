#include "common/service/next_run.h"

#include "common/schedule/occurrences.h"

namespace tasksched::service {

base::Result<void> show_next_run(const CalendarSource& calendars, model::Task& task) {
    if (!task.next_run_at || !task.schedule.days.names_calendars()) {
        return {};
    }
    const auto known = calendars();
    if (!known) {
        return tl::unexpected(known.error());
    }
    const auto occurrences = schedule::Occurrences::of(task.schedule, **known);
    if (!occurrences) {
        task.next_run_at.reset();
    } else if (occurrences->is_excluded(*task.next_run_at)) {
        task.next_run_at = occurrences->next_run(*task.next_run_at);
    }
    return {};
}

base::Result<std::optional<time::Second>> next_after(const CalendarSource& calendars,
                                                     const model::Task& task, time::Second after) {
    if (!task.schedule.days.moves()) {
        return model::next_occurrence(task, after);
    }
    const auto known = calendars();
    if (!known) {
        return tl::unexpected(known.error());
    }
    return schedule::Occurrences::of(task.schedule, **known)
        .map([&](const schedule::Occurrences& occurrences) {
            return task.remaining == 0 ? std::nullopt : occurrences.next(after);
        });
}

}  // namespace tasksched::service
