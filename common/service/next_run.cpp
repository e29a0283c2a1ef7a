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

}  // namespace tasksched::service
