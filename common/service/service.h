#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/service/authorize.h"
#include "common/service/calendar_supply.h"
#include "common/service/operations.h"
#include "common/service/plugin_supply.h"
#include "common/service/principal.h"
#include "common/service/requests.h"
#include "common/store/store.h"
#include "common/time/clock.h"
#include "common/time/zone.h"

namespace tasksched::service {

/// The operations on a store: the command calls them in its own process, and the daemon for those
/// who ask at its socket.
class Service final : public Operations {
  public:
    /// `acting_for` is the user whose tasks are meant: the principal itself, or, for an operator,
    /// anybody. `calendars` is asked where a task names any, and `plugins` where one is of no type
    /// of this build; their error is the operation's. Times without a zone are read in `zone`, or
    /// else in this process's. The references must outlive the service.
    Service(store::Store& store, const time::Clock& clock, Principal principal,
            std::string acting_for, CalendarSource calendars, PluginSource plugins = no_plugins(),
            std::optional<time::Zone> zone = std::nullopt);

    base::Result<ScheduleResponse> schedule(const ScheduleRequest& request) override;
    base::Result<ScheduleResponse> schedule_stream(const SpecSource& next,
                                                   OnSameName same_name) override;
    base::Result<UpdateResponse> update(const UpdateRequest& request) override;
    base::Result<UpdateResponse> preview_update(const UpdateRequest& request,
                                                const UpdateViewer& view) override;
    base::Result<TransitionResponse> transition(const TransitionRequest& request) override;
    base::Result<RunNowResponse> run_now(const RunNowRequest& request) override;
    base::Result<std::vector<model::Task>> list(const ListRequest& request) override;
    base::Result<TaskDetails> show(const TaskRef& task) override;
    base::Result<std::vector<model::Run>> runs(const RunsRequest& request) override;
    base::Result<RunDetails> run(model::RunId run) override;
    base::Result<std::vector<model::RunItem>> run_items(model::RunId run) override;
    base::Result<WhyResponse> why(const WhyRequest& request) override;
    base::Result<LogsResponse> logs(const LogsRequest& request) override;
    base::Result<KillResponse> kill(model::RunId run) override;
    base::Result<void> retry(model::RunId run) override;
    base::Result<ResolveResponse> resolve(const ResolveRequest& request) override;
    base::Result<std::vector<MissedPlan>> missed(const MissedRequest& request) override;
    base::Result<DecideMissedResponse> decide_missed(const DecideMissedRequest& request) override;
    base::Result<store::Totals> totals(std::chrono::seconds window) override;
    [[nodiscard]] base::Result<std::optional<std::string>> user_to_query(
        QueryOf whom) const override;

    base::Result<std::optional<store::Crontab>> crontab() override;
    base::Result<CrontabResponse> install_crontab(const InstallCrontabRequest& request) override;
    base::Result<CrontabResponse> remove_crontab() override;
    base::Result<std::vector<store::FormerCrontab>> crontab_history() override;
    base::Result<CrontabResponse> undo_crontab() override;
    base::Result<CrontabLines> crontab_lines(const std::vector<model::TaskId>& tasks) override;
    base::Result<std::vector<model::AuditEntry>> audit(const AuditRequest& request) override;
    base::Result<std::vector<LoggedVersion>> log(const LogRequest& request) override;
    base::Result<UndoResponse> undo(const UndoRequest& request) override;

  private:
    /// As Store::write(); that the principal is refused stands in the audit.
    base::Result<void> write(std::string_view action,
                             const std::function<base::Result<void>(store::Transaction&)>& change);

    /// The same for a request that came to no transaction: returns its error.
    base::Error refused(std::string_view action, base::Error error);

    [[nodiscard]] Caller caller() const { return Caller{principal_, acting_for_}; }

    store::Store& store_;
    const time::Clock& clock_;
    Principal principal_;
    std::string acting_for_;
    CalendarSource calendars_;
    PluginSource plugins_;
    std::optional<time::Zone> zone_;
};

}  // namespace tasksched::service
