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

base::Result<void> Service::write(
    std::string_view action, const std::function<base::Result<void>(store::Transaction&)>& change) {
    return store_.write(change).map_error(
        [&](base::Error&& error) { return refused(action, std::move(error)); });
}

/// Whether it can be noted changes nothing of the refusal.
base::Error Service::refused(std::string_view action, base::Error error) {
    if (error.code == base::ErrorCode::kNotPermitted) {
        const model::AuditEntry entry{.at = clock_.now(),
                                      .principal = principal_.user,
                                      .action = std::string(action),
                                      .user_id = acting_for_,
                                      .outcome = model::AuditOutcome::kRefused,
                                      .detail = error.message};
        static_cast<void>(store_.write(
            [&](store::Transaction& transaction) { return transaction.tasks().record(entry); }));
    }
    return error;
}

}  // namespace tasksched::service
