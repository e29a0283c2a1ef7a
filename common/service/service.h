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
#include "common/service/history_requests.h"
#include "common/service/plugin_supply.h"
#include "common/service/principal.h"
#include "common/service/requests.h"
#include "common/store/store.h"
#include "common/time/clock.h"

namespace tasksched::service {

/// The operations on tasks and runs: each checks its request, authorizes the principal, and makes
/// one transaction. The command calls it in its own process; the daemon's socket calls the same.
///
/// Errors of all: kInvalid for a request that makes no sense, kNotFound for a task or run that does
/// not exist, kNotPermitted for one of another user (an operator may act on all), and what the
/// store returns. A request that fails changed nothing.
class Service {
  public:
    /// `acting_for` is the user whose tasks are meant: the principal itself, or, for an operator,
    /// anybody. `calendars` is asked where a task names any, and `plugins` where one is of no type
    /// of this build; their error is the operation's. The references must outlive the service.
    Service(store::Store& store, const time::Clock& clock, Principal principal,
            std::string acting_for, CalendarSource calendars, PluginSource plugins = no_plugins());

    /// Errors of one of several specs begin with its number: "line 3: --at: ...".
    base::Result<ScheduleResponse> schedule(const ScheduleRequest& request);

    /// A schedule request of any length, without all of it in memory: `next` is called inside the
    /// transaction until it returns none; its error ends the transaction, nothing is stored. The
    /// calls of `next` are counted from 1 and every error, its own too, begins with the number of
    /// the one that failed: "line 3: --at: ...". A source that reads lines therefore gives a spec
    /// or an error for each of them.
    base::Result<ScheduleResponse> schedule_stream(const SpecSource& next, OnSameName same_name);

    base::Result<UpdateResponse> update(const UpdateRequest& request);

    /// All that update() does, with its errors, but for storing it: `view` is shown each task that
    /// would change. What `~` in a cron expression draws is what update() would draw.
    base::Result<UpdateResponse> preview_update(const UpdateRequest& request,
                                                const UpdateViewer& view);

    /// Cancelling a task that is cancelled or done changes nothing of it and succeeds, as does
    /// pausing a paused and resuming an active one; its queued and waiting runs are cancelled all
    /// the same. Resuming goes on with the next occurrence after now; what was missed is not made
    /// up; kInvalid where the schedule is over.
    base::Result<TransitionResponse> transition(const TransitionRequest& request);

    /// An extra run now. Active, paused and done tasks have one; a cancelled one is kInvalid.
    base::Result<RunNowResponse> run_now(const RunNowRequest& request);

    /// The tasks of the filter's user, of the one that is meant where the filter names none. Here
    /// and in show(), next_run_at is that of the next occurrence that will run: those that
    /// calendars exclude are passed over, and a task whose calendar the configuration lacks has
    /// none.
    base::Result<std::vector<model::Task>> list(const ListRequest& request);
    base::Result<TaskDetails> show(const TaskRef& task);
    base::Result<std::vector<model::Run>> runs(const RunsRequest& request);
    base::Result<RunDetails> run(model::RunId run);

    /// The run's parts, in order; none where it has none.
    base::Result<std::vector<model::RunItem>> run_items(model::RunId run);

    /// Why the task ran at a time, or did not.
    base::Result<WhyResponse> why(const WhyRequest& request);
    base::Result<LogsResponse> logs(const LogsRequest& request);

    /// Asks for the end of a running run, cancels one that has not started; kInvalid for one that
    /// is over.
    base::Result<KillResponse> kill(model::RunId run);

    /// Queues a run again that failed, was cancelled or skipped, or is unknown. kInvalid for any
    /// other, and where its task is cancelled. Of one with parts, those that succeeded are left
    /// alone, and those that failed begin anew.
    base::Result<void> retry(model::RunId run);

    /// Settles an unknown run; kInvalid for any other. Of one with parts, such as a payment's
    /// transfers, those that are open (or the one that is named) come to that end, and the run to
    /// its own with the last of them: failed where any part is not succeeded. With kRetry they are
    /// sent again as what they were.
    base::Result<ResolveResponse> resolve(const ResolveRequest& request);

    /// What was missed and waits for a decision, with what each task's policies make of it now. Of
    /// the tasks that are named, or of all of the user that is meant, by their ids.
    base::Result<std::vector<MissedPlan>> missed(const MissedRequest& request);

    /// Decides on it, in one transaction: with kRun as the policies say, with kSkip all is skipped.
    /// A named task that missed nothing is passed over; what a cancelled one missed is skipped.
    base::Result<DecideMissedResponse> decide_missed(const DecideMissedRequest& request);

    /// The store's figures; those of the last `window` for what ended.
    base::Result<store::Totals> totals(std::chrono::seconds window);

    /// Whose tasks a query of the store sees: those of the user that is meant, or, none, those of
    /// all. kNotPermitted for the latter where the principal is no operator.
    [[nodiscard]] base::Result<std::optional<std::string>> user_to_query(QueryOf whom) const;

    /// Who did what, the newest first: to the task that is named, or to all of the user that is
    /// meant. kNotPermitted for those of all users where the principal is no operator.
    base::Result<std::vector<model::AuditEntry>> audit(const AuditRequest& request);

    /// The task's versions, the newest first, with what each changed.
    base::Result<std::vector<LoggedVersion>> log(const LogRequest& request);

    /// Gives the task a new version with the content of an older one: what it is called, when and
    /// how it runs, what it runs, and whether it is paused. Runs that are claimed already stay as
    /// they are. kInvalid where the task is cancelled or done, where there is no such version or it
    /// is as the task is now, and where its schedule has no time left that is to come.
    base::Result<UndoResponse> undo(const UndoRequest& request);

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
};

}  // namespace tasksched::service
