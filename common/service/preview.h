#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/service/calendar_supply.h"
#include "common/service/plugin_supply.h"
#include "common/service/principal.h"
#include "common/service/requests.h"
#include "common/store/reader.h"
#include "common/time/clock.h"

namespace tasksched::service {

/// What `schedule` would store: all that Service::schedule does, with its errors, but for storing
/// it. It needs no store: where there is none, there is no task whose name could be taken.
class Preview {
  public:
    /// `stored` and `clock` must outlive it; `stored` is null where there is no store. `calendars`
    /// and `plugins` as for Service.
    Preview(store::Reader* stored, const time::Clock& clock, Principal principal,
            std::string acting_for, CalendarSource calendars, PluginSource plugins = no_plugins());

    /// The task that the spec makes, or the one that it replaces as it would then be, its
    /// next_run_at as Service::show() tells it. Without a name, what `~` in its cron expression
    /// draws is drawn anew when it is scheduled.
    base::Result<SchedulePreview> schedule(const model::TaskSpec& spec, OnSameName same_name);

    struct Batch {
        std::int64_t tasks = 0;            ///< how many lines there were
        std::vector<std::string> remarks;  ///< what the user should be told
    };

    /// As Service::schedule_stream.
    base::Result<Batch> schedule_stream(const SpecSource& next, OnSameName same_name);

  private:
    store::Reader* stored_;
    const time::Clock& clock_;
    Principal principal_;
    std::string acting_for_;
    CalendarSource calendars_;
    PluginSource plugins_;
};

}  // namespace tasksched::service
