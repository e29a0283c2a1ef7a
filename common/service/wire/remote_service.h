#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/service/operations.h"
#include "common/service/wire/call.h"

namespace tasksched::service {

namespace wire {
template <typename Response, typename Argument>
struct Operation;
}  // namespace wire

/// The operations as somebody else carries them out: each is sent as a call (wire/call.h), and what
/// it comes to is what is answered, errors included.
class RemoteService final : public Operations {
  public:
    /// Hands a call over and returns the answer.
    using Exchange = std::function<base::Result<std::string>(std::string call, wire::Effect)>;

    /// `acting_for` as for Service; none: whoever asks. `zone` is that of times which name none.
    RemoteService(Exchange exchange, std::optional<std::string> acting_for, std::string zone);

    /// A stream is gathered here before it is sent, so it has a limit, which its error names.
    base::Result<ScheduleResponse> schedule(const ScheduleRequest& request) override;
    base::Result<ScheduleResponse> schedule_stream(const SpecSource& next,
                                                   OnSameName same_name) override;
    base::Result<UpdateResponse> update(const UpdateRequest& request) override;
    base::Result<UpdateResponse> preview_update(const UpdateRequest& request,
                                                const UpdateViewer& view) override;
    base::Result<TransitionResponse> transition(const TransitionRequest& request) override;
    base::Result<RunNowResponse> run_now(const RunNowRequest& request) override;

    /// A list in the order of time comes in one page: kFailed where it is longer than that.
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
    base::Result<std::optional<store::Crontab>> crontab() override;
    base::Result<CrontabResponse> install_crontab(const InstallCrontabRequest& request) override;
    base::Result<CrontabResponse> remove_crontab() override;
    base::Result<std::vector<store::FormerCrontab>> crontab_history() override;
    base::Result<CrontabResponse> undo_crontab() override;
    base::Result<CrontabLines> crontab_lines(const std::vector<model::TaskId>& tasks) override;
    base::Result<std::vector<model::AuditEntry>> audit(const AuditRequest& request) override;
    base::Result<std::vector<LoggedVersion>> log(const LogRequest& request) override;
    base::Result<UndoResponse> undo(const UndoRequest& request) override;

    /// kFailed: a query reads the store itself.
    [[nodiscard]] base::Result<std::optional<std::string>> user_to_query(
        QueryOf whom) const override;

  private:
    template <typename Response, typename Argument, typename Request>
    base::Result<Response> ask(const wire::Operation<Response, Argument>& operation,
                               const Request& request) const;
    template <typename Response>
    base::Result<Response> ask(const wire::Operation<Response, void>& operation) const;
    template <typename Response>
    base::Result<Response> send(std::string call, wire::Effect effect) const;
    template <typename Request>
    [[nodiscard]] std::string head(std::string_view operation, const Request& request) const;

    Exchange exchange_;
    std::optional<std::string> acting_for_;
    std::string zone_;
};

}  // namespace tasksched::service
