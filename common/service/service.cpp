#include "common/service/service.h"

#include <utility>

namespace tasksched::service {

Service::Service(store::Store& store, const time::Clock& clock, Principal principal,
                 std::string acting_for, CalendarSource calendars, PluginSource plugins,
                 std::optional<time::Zone> zone)
    : store_(store),
      clock_(clock),
      principal_(std::move(principal)),
      acting_for_(std::move(acting_for)),
      calendars_(std::move(calendars)),
      plugins_(std::move(plugins)),
      zone_(std::move(zone)) {}

}  // namespace tasksched::service
