#pragma once

#include <optional>

#include "common/base/error.h"
#include "common/service/authorize.h"
#include "common/service/calendar_supply.h"
#include "common/service/plugin_supply.h"
#include "common/service/requests.h"
#include "common/service/task_book.h"
#include "common/time/zone.h"

namespace tasksched::service {

/// What tasks refer to outside the store.
struct Supplies {
    CalendarSource calendars;
    PluginSource plugins;
    std::optional<time::Zone> zone{};  ///< of times that name none; none: that of this process

    [[nodiscard]] time::Zone zone_of_times() const { return zone ? *zone : time::Zone::host(); }
};

/// Checks the specs and writes their tasks into `book`, one after the other; the errors are those
/// of Service::schedule and Service::schedule_stream. Who asks has been authorized.
base::Result<ScheduleResponse> schedule_into(TaskBook& book, const Caller& caller,
                                             const Supplies& supplies, time::Instant now,
                                             const ScheduleRequest& request);
base::Result<ScheduleResponse> schedule_into(TaskBook& book, const Caller& caller,
                                             const Supplies& supplies, time::Instant now,
                                             const SpecSource& next, OnSameName same_name);

}  // namespace tasksched::service
