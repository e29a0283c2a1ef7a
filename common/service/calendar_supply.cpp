#include "common/service/calendar_supply.h"

namespace tasksched::service {

base::Result<const schedule::Calendars*> calendars_of(const model::Task& task,
                                                      const CalendarSource& source) {
    static const schedule::Calendars kBuiltIn;
    if (task.schedule.days.names_calendars()) {
        return source();
    }
    return &kBuiltIn;
}

}  // namespace tasksched::service
