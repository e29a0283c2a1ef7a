#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/service/crontab_requests.h"
#include "common/service/history_requests.h"
#include "common/service/requests.h"
#include "common/store/reader.h"

namespace tasksched::service {

/// The operations on tasks and runs: each checks its request, authorizes the principal, and makes
/// one transaction. Service carries them out on a store; RemoteService (wire/remote_service.h) has
/// the daemon do so, for a caller who cannot open the store.
///
/// Errors of all: kInvalid for a request that makes no sense, kNotFound for a task or run that does
/// not exist, kNotPermitted for one of another user (an operator may act on all), and what the
/// store returns. A request that fails changed nothing.
class Operations {
  public:
    Operations() = default;
    Operations(const Operations&) = delete;
    Operations& operator=(const Operations&) = delete;
    virtual ~Operations() = default;

    /// Errors of one of several specs begin with its number: "line 3: --at: ...".
    virtual base::Result<ScheduleResponse> schedule(const ScheduleRequest& request) = 0;

    /// A schedule request of any length, without all of it in memory: `next` is called inside the
    /// transaction until it returns none; its error ends the transaction, nothing is stored. The
    /// calls of `next` are counted from 1 and every error, its own too, begins with the number of
    /// the one that failed: "line 3: --at: ...". A source that reads lines therefore gives a spec
    /// or an error for each of them.
    virtual base::Result<ScheduleResponse> schedule_stream(const SpecSource& next,
                                                           OnSameName same_name) = 0;

    virtual base::Result<UpdateResponse> update(const UpdateRequest& request) = 0;

    /// All that update() does, with its errors, but for storing it: `view` is shown each task that
    /// would change. What `~` in a cron expression draws is what update() would draw.
    virtual base::Result<UpdateResponse> preview_update(const UpdateRequest& request,
                                                        const UpdateViewer& view) = 0;

    /// Cancelling a task that is cancelled or done changes nothing of it and succeeds, as does
    /// pausing a paused and resuming an active one; its queued and waiting runs are cancelled all
    /// the same. Resuming goes on with the next occurrence after now; what was missed is not made
    /// up; kInvalid where the schedule is over.
    virtual base::Result<TransitionResponse> transition(const TransitionRequest& request) = 0;

    /// An extra run now. Active, paused and done tasks have one; a cancelled one is kInvalid.
    virtual base::Result<RunNowResponse> run_now(const RunNowRequest& request) = 0;

    /// The tasks of the filter's user, of the one that is meant where the filter names none. Here
    /// and in show(), next_run_at is that of the next occurrence that will run: those that
    /// calendars exclude are passed over, and a task whose calendar the configuration lacks has
    /// none.
    virtual base::Result<std::vector<model::Task>> list(const ListRequest& request) = 0;
    virtual base::Result<TaskDetails> show(const TaskRef& task) = 0;
    virtual base::Result<std::vector<model::Run>> runs(const RunsRequest& request) = 0;
    virtual base::Result<RunDetails> run(model::RunId run) = 0;

    /// The run's parts, in order; none where it has none.
    virtual base::Result<std::vector<model::RunItem>> run_items(model::RunId run) = 0;

    /// Why the task ran at a time, or did not.
    virtual base::Result<WhyResponse> why(const WhyRequest& request) = 0;
    virtual base::Result<LogsResponse> logs(const LogsRequest& request) = 0;

    /// Asks for the end of a running run, cancels one that has not started; kInvalid for one that
    /// is over.
    virtual base::Result<KillResponse> kill(model::RunId run) = 0;

    /// Queues a run again that failed, was cancelled or skipped, or is unknown. kInvalid for any
    /// other, and where its task is cancelled. Of one with parts, those that succeeded are left
    /// alone, and those that failed begin anew.
    virtual base::Result<void> retry(model::RunId run) = 0;

    /// Settles an unknown run; kInvalid for any other. Of one with parts, such as a payment's
    /// transfers, those that are open (or the one that is named) come to that end, and the run to
    /// its own with the last of them: failed where any part is not succeeded. With kRetry they are
    /// sent again as what they were.
    virtual base::Result<ResolveResponse> resolve(const ResolveRequest& request) = 0;

    /// What was missed and waits for a decision, with what each task's policies make of it now. Of
    /// the tasks that are named, or of all of the user that is meant, by their ids.
    virtual base::Result<std::vector<MissedPlan>> missed(const MissedRequest& request) = 0;

    /// Decides on it, in one transaction: with kRun as the policies say, with kSkip all is skipped.
    /// A named task that missed nothing is passed over; what a cancelled one missed is skipped.
    virtual base::Result<DecideMissedResponse> decide_missed(
        const DecideMissedRequest& request) = 0;

    /// The store's figures; those of the last `window` for what ended.
    virtual base::Result<store::Totals> totals(std::chrono::seconds window) = 0;

    /// The crontab of the user that is meant; none where there is none.
    virtual base::Result<std::optional<store::Crontab>> crontab() = 0;

    /// Makes the table the user's crontab, in one transaction: each of its jobs becomes a task, or
    /// stays the one that it is where the line was there before. kInvalid where the table is wrong.
    virtual base::Result<CrontabResponse> install_crontab(const InstallCrontabRequest& request) = 0;

    /// Takes the crontab away and cancels its tasks; kNotFound where there is none.
    virtual base::Result<CrontabResponse> remove_crontab() = 0;

    /// What was the user's crontab before, the newest first.
    virtual base::Result<std::vector<store::FormerCrontab>> crontab_history() = 0;

    /// Puts back what was there before the last change, which may be that there was no crontab. An
    /// undo is a change too, and can be undone. kNotFound where nothing was changed yet.
    virtual base::Result<CrontabResponse> undo_crontab() = 0;

    /// The lines that these tasks come from; those that come from none are left out.
    virtual base::Result<CrontabLines> crontab_lines(const std::vector<model::TaskId>& tasks) = 0;

    /// Who did what, the newest first: to the task that is named, or to all of the user that is
    /// meant. kNotPermitted for those of all users where the principal is no operator.
    virtual base::Result<std::vector<model::AuditEntry>> audit(const AuditRequest& request) = 0;

    /// The task's versions, the newest first, with what each changed.
    virtual base::Result<std::vector<LoggedVersion>> log(const LogRequest& request) = 0;

    /// Gives the task a new version with the content of an older one: what it is called, when and
    /// how it runs, what it runs, and whether it is paused. Runs that are claimed already stay as
    /// they are. kInvalid where the task is cancelled or done, where there is no such version or it
    /// is as the task is now, and where its schedule has no time left that is to come.
    virtual base::Result<UndoResponse> undo(const UndoRequest& request) = 0;

    /// Whose tasks a query of the store sees: those of the user that is meant, or, none, those of
    /// all. kNotPermitted for the latter where the principal is no operator.
    [[nodiscard]] virtual base::Result<std::optional<std::string>> user_to_query(
        QueryOf whom) const = 0;
};

}  // namespace tasksched::service
