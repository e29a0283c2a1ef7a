#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/store/sqlite/attempt_sql.h"
#include "common/store/sqlite/audit_sql.h"
#include "common/store/sqlite/kept_result_sql.h"
#include "common/store/sqlite/missed_sql.h"
#include "common/store/sqlite/notice_sql.h"
#include "common/store/sqlite/payloads/command_sql.h"
#include "common/store/sqlite/payloads/email_sql.h"
#include "common/store/sqlite/payloads/http_sql.h"
#include "common/store/sqlite/payloads/payment_sql.h"
#include "common/store/sqlite/payloads/plugin_sql.h"
#include "common/store/sqlite/payloads/report_sql.h"
#include "common/store/sqlite/replan_sql.h"
#include "common/store/sqlite/run_item_sql.h"
#include "common/store/sqlite/run_read_sql.h"
#include "common/store/sqlite/run_write_sql.h"
#include "common/store/sqlite/task_read_sql.h"
#include "common/store/sqlite/task_write_sql.h"
#include "common/store/sqlite/totals_sql.h"
#include "common/store/sqlite/version_sql.h"
#include "tests/unit/store/raw_database.h"
#include "tests/unit/store/sample_store.h"

namespace tasksched::store::sqlite {

namespace {

/// A statement, and what its plan must name.
struct PlannedStatement {
    const char* name;
    const char* text;
    const char* step;       ///< "SEARCH ... USING ...": the step that bounds what is read
    bool may_sort = false;  ///< few rows come out, and they are sorted
};

const PlannedStatement kPlanned[] = {
    {"TaskById", sql::kTaskById, "SEARCH tasks USING INTEGER PRIMARY KEY (rowid=?)"},
    {"CurrentVersion", sql::kCurrentVersion, "SEARCH tasks USING INTEGER PRIMARY KEY (rowid=?)"},
    {"OldVersions", sql::kOldVersions,
     "SEARCH task_versions USING PRIMARY KEY (task_id=? AND version<?)"},
    {"AuditOfAll", sql::kAuditOfAll, "SEARCH audit USING INTEGER PRIMARY KEY (rowid<?)"},
    {"AuditOfUser", sql::kAuditOfUser,
     "SEARCH audit USING INDEX audit_of_user (user_id=? AND rowid<?)"},
    {"CountRefusals", sql::kCountRefusals,
     "SEARCH audit USING INDEX audit_refused (principal=? AND at>?)"},
    {"TaskByName", sql::kTaskByName, "SEARCH tasks USING INDEX tasks_name (user_id=? AND name=?)"},
    {"LatestTaskByName", sql::kLatestTaskByName,
     "SEARCH tasks USING INDEX tasks_ever_named (user_id=? AND name=?)"},
    {"TasksOfAll", sql::kTasksOfAll, "SEARCH tasks USING INTEGER PRIMARY KEY (rowid>?)"},
    {"TasksOfUser", sql::kTasksOfUser,
     "SEARCH tasks USING INDEX tasks_of_user (user_id=? AND rowid>?)"},
    {"CurrentTasksOfUser", sql::kCurrentTasksOfUser,
     "SEARCH tasks USING INDEX tasks_current (user_id=? AND rowid>?)"},
    {"TasksDueBefore", sql::kTasksDueBefore, "SEARCH tasks USING INDEX tasks_due (next_run_at<?)"},
    {"DueTasks", sql::kDueTasks, "SEARCH tasks USING INDEX tasks_due (next_run_at<?)"},
    {"TasksDueBetween", sql::kTasksDueBetween,
     "SEARCH tasks USING INDEX tasks_due (next_run_at>? AND next_run_at<?)"},
    {"ChangedTasks", sql::kChangedTasks, "SEARCH tasks USING INDEX tasks_revision (revision>?)"},
    {"StalledTasks", sql::kStalledTasks, "SCAN tasks USING INDEX tasks_without_next"},
    {"MovedTasks", sql::kMovedTasks, "SEARCH tasks USING INDEX tasks_moved (task_id>?)"},
    {"PendingTasks", sql::kPendingTasks, "SEARCH tasks USING INTEGER PRIMARY KEY (rowid>?)"},
    {"NewestRunAt", sql::kNewestRunAt, "SCAN runs"},
    {"HastenAttempts", sql::kHastenAttempts,
     "SEARCH runs USING INDEX runs_waiting (next_attempt_at>?)"},
    {"RunOfOccurrence", sql::kRunOfOccurrence,
     "SEARCH runs USING COVERING INDEX runs_occurrence (task_id=? AND scheduled_for=?)"},
    {"MoveNext", sql::kMoveNext, "SEARCH tasks USING INTEGER PRIMARY KEY (rowid=?)"},
    {"CalendarTotals", sql::kCalendarTotals,
     "SCAN tasks USING COVERING INDEX tasks_with_calendars"},
    {"TasksAtReboot", sql::kTasksAtReboot, "SCAN tasks USING INDEX tasks_at_reboot"},
    {"Command", sql::kCommand, "SEARCH commands USING PRIMARY KEY (task_id=? AND version<?)"},
    {"Email", sql::kEmail, "SEARCH emails USING PRIMARY KEY (task_id=? AND version<?)"},
    {"EmailRecipients", sql::kEmailRecipients,
     "SEARCH email_recipients USING PRIMARY KEY (task_id=? AND version=?)"},
    {"EmailAttachments", sql::kEmailAttachments,
     "SEARCH email_attachments USING PRIMARY KEY (task_id=? AND version=?)"},
    {"Transfers", sql::kTransfers, "SEARCH payments USING PRIMARY KEY (task_id=? AND version=?)"},
    {"HttpRequest", sql::kHttpRequest,
     "SEARCH http_requests USING PRIMARY KEY (task_id=? AND version<?)"},
    {"Report", sql::kReport, "SEARCH reports USING PRIMARY KEY (task_id=? AND version<?)"},
    {"KeptResult", sql::kKeptResult, "SEARCH kept_results USING INTEGER PRIMARY KEY (rowid=?)"},
    {"ForgetKeptResult", sql::kForgetKeptResult,
     "SEARCH kept_results USING INTEGER PRIMARY KEY (rowid=?)"},
    {"CountNotice", sql::kCountNotice, "SEARCH notices USING INDEX notices_untold (task_id=?)"},
    {"RenewNotice", sql::kRenewNotice, "SEARCH notices USING INDEX notices_untold (task_id=?)"},
    {"HastenNotices", sql::kHastenNotices, "SEARCH notices USING INDEX notices_due (due_at>?)"},
    {"DueNotices", sql::kDueNotices, "SEARCH notices USING INDEX notices_due (due_at<?)"},
    {"TriedNotices", sql::kTriedNotices,
     "SEARCH notices USING INDEX notices_of_message (message>?)"},
    {"NextNotice", sql::kNextNotice, "SEARCH notices USING INDEX notices_due (due_at>?)"},
    {"MessagesBegun", sql::kMessagesBegun,
     "SEARCH notices USING COVERING INDEX notices_begun (address=? AND tried_since>?)", true},
    {"BeginMessageAgain", sql::kBeginMessageAgain,
     "SEARCH notices USING INDEX notices_of_message (message=?)"},
    {"MessageTold", sql::kMessageTold, "SEARCH notices USING INDEX notices_of_message (message=?)"},
    {"ForgetNotices", sql::kForgetNotices,
     "SEARCH notices USING INDEX notices_over (happened_at<?)"},
    {"UntoldTotal", sql::kUntoldTotal, "SEARCH notices USING INDEX notices_of_message (message>?)"},
    {"PluginPayload", sql::kPluginPayload,
     "SEARCH plugin_payloads USING PRIMARY KEY (task_id=? AND version<?)"},
    {"NewestRecord", sql::kNewestRecord,
     "SEARCH runs USING INDEX runs_occurrence (task_id=? AND scheduled_for<?)"},
    {"RunById", sql::kRunById, "SEARCH runs USING INTEGER PRIMARY KEY (rowid=?)"},
    {"RunsOfTask", sql::kRunsOfTask,
     "SEARCH runs USING INDEX runs_of_task (task_id=? AND rowid<?)"},
    {"RunsOfUser", sql::kRunsOfUser,
     "SEARCH runs USING INDEX runs_of_user (user_id=? AND rowid<?)"},
    {"RunsOfAll", sql::kRunsOfAll, "SEARCH runs USING INTEGER PRIMARY KEY (rowid<?)"},
    {"OpenRuns", sql::kOpenRuns, "SCAN runs USING INDEX runs_open", true},
    {"UnsuccessfulRunsOfUser", sql::kUnsuccessfulRunsOfUser,
     "SEARCH runs USING INDEX runs_unsuccessful (user_id=? AND state=? AND rowid<?)"},
    {"UnknownRuns", sql::kUnknownRuns, "SCAN runs USING INDEX runs_unknown", true},
    {"QueuedRuns", sql::kQueuedRuns, "SEARCH runs USING INDEX runs_queued (type=?)"},
    {"QueuedTypes", sql::kQueuedTypes, "SEARCH runs USING COVERING INDEX runs_queued (type>?)"},
    {"DelayedRuns", sql::kDelayedRuns, "SEARCH runs USING INDEX runs_delayed (not_before>?)"},
    {"HastenDelayed", sql::kHastenDelayed, "SEARCH runs USING INDEX runs_delayed (not_before>?)"},
    {"CountDueBefore", sql::kCountDueBefore, "SEARCH tasks USING INDEX tasks_due (next_run_at<?)"},
    {"MissedOfUser", sql::kMissedOfUser,
     "SEARCH missed USING INDEX missed_of_user (user_id=? AND task_id>?)"},
    {"MissedOfTask", sql::kMissedOfTask, "SEARCH missed USING PRIMARY KEY (task_id=?)"},
    {"EndOfRecords", sql::kEndOfRecords,
     "SEARCH runs USING INDEX runs_occurrence (task_id=? AND scheduled_for>? AND "
     "scheduled_for<?)"},
    {"MissedTotal", sql::kMissedTotal, "SCAN missed"},
    {"QueuedOfUsers", sql::kQueuedOfUsers, "SCAN runs USING COVERING INDEX runs_queued", true},
    {"RunningOfUsers", sql::kRunningOfUsers, "SCAN runs USING INDEX runs_running", true},
    {"SkipBefore", sql::kExtendSkip,
     "SEARCH other USING COVERING INDEX runs_occurrence (task_id=? AND scheduled_for>? AND "
     "scheduled_for<?)"},
    {"MissedOfOccurrence", sql::kRunOfOccurrence,
     "SEARCH missed USING PRIMARY KEY (task_id=? AND first=?)"},
    {"WaitingRuns", sql::kWaitingRuns, "SCAN runs USING INDEX runs_waiting"},
    {"KillRequests", sql::kKillRequests, "SCAN runs USING INDEX runs_kill"},
    {"RunningBeforeTerm", sql::kRunningBeforeTerm, "SEARCH runs USING INDEX runs_running (term<?)",
     true},
    {"Attempts", sql::kAttempts, "SEARCH attempts USING PRIMARY KEY (run_id=?)"},
    {"RunItems", sql::kRunItems, "SEARCH run_items USING PRIMARY KEY (run_id=?)"},
    {"AttemptIsOurs", sql::kAttemptIsOurs, "SEARCH runs USING INTEGER PRIMARY KEY (rowid=?)"},
    {"ItemConflicts", sql::kItemConflicts,
     "SEARCH run_items USING PRIMARY KEY (run_id=? AND item=?)"},
    {"OpenItem", sql::kOpenItem, "SEARCH run_items USING PRIMARY KEY (run_id=?)"},
    {"OpenItemOfCancelled", sql::kCancelOpenRuns, "SEARCH run_items USING PRIMARY KEY (run_id=?)"},
    {"MoveItems", sql::kMoveItems, "SEARCH run_items USING PRIMARY KEY (run_id=?)"},
    {"ReopenItems", sql::kReopenItems, "SEARCH run_items USING PRIMARY KEY (run_id=?)"},
    {"ClaimTask", sql::kClaimTask, "SEARCH tasks USING INTEGER PRIMARY KEY (rowid=?)"},
    {"CountOpenRuns", sql::kCountOpenRuns, "SEARCH runs USING INDEX runs_open (task_id=?)"},
    {"RecordsWithin", sql::kRecordsWithin,
     "SEARCH runs USING INDEX runs_occurrence (task_id=? AND scheduled_for>? AND "
     "scheduled_for<?)"},
    {"ExtendSkip", sql::kExtendSkip, "SEARCH runs USING COVERING INDEX runs_of_task (task_id=?)"},
    {"CancelOpenRuns", sql::kCancelOpenRuns, "SEARCH runs USING INDEX runs_open (task_id=?)"},
    {"KillRunsOfTask", sql::kKillRunsOfTask, "SEARCH runs USING INDEX runs_open (task_id=?)"},
    {"RunToStart", sql::kRunToStart, "SEARCH other USING INDEX runs_open (task_id=?)"},
    {"FinishOwnRun", sql::kFinishOwnRun, "SEARCH runs USING INTEGER PRIMARY KEY (rowid=?)"},
    {"StartRun", sql::kStartRun, "SEARCH runs USING INTEGER PRIMARY KEY (rowid=?)"},
    {"RunToFinish", sql::kRunToFinish, "SEARCH runs USING INTEGER PRIMARY KEY (rowid=?)"},
    {"FinishRun", sql::kFinishRun, "SEARCH runs USING INTEGER PRIMARY KEY (rowid=?)"},
    {"FinishAttempt", sql::kFinishAttempt,
     "SEARCH attempts USING PRIMARY KEY (run_id=? AND attempt=?)"},
    {"Rearm", sql::kRearm, "SEARCH runs USING INDEX runs_open (task_id=?)"},
    {"QueuedTotals", sql::kQueuedTotals, "SCAN runs USING COVERING INDEX runs_queued"},
    {"RunningTotals", sql::kRunningTotals, "SCAN runs USING INDEX runs_running", true},
    {"WaitingTotals", sql::kWaitingTotals, "SCAN runs USING INDEX runs_waiting", true},
    {"StuckTotal", sql::kStuckTotal, "SCAN runs USING INDEX runs_running"},
    {"UnknownTotal", sql::kUnknownTotal, "SCAN runs USING INDEX runs_unknown"},
    {"EndedTotals", sql::kEndedTotals, "SEARCH runs USING COVERING INDEX runs_ended (ended_at>?)"},
    {"NextRunAt", sql::kNextRunAt, "SEARCH tasks USING INDEX tasks_due (next_run_at>?)"},
    {"OverdueTasks", sql::kOverdueTasks, "SEARCH tasks USING INDEX tasks_due (next_run_at<?)"},
};

std::string name_of(const testing::TestParamInfo<PlannedStatement>& info) {
    return info.param.name;
}

class QueryPlan : public testing::TestWithParam<PlannedStatement> {};

INSTANTIATE_TEST_SUITE_P(Statements, QueryPlan, testing::ValuesIn(kPlanned), name_of);

TEST_P(QueryPlan, ReadsAnIndexAndDoesNotSort) {
    const StoreHome home;
    opened(home.path).reset();
    const PlannedStatement& planned = GetParam();
    const auto plan =
        RawDatabase(home.path).last_column("EXPLAIN QUERY PLAN " + std::string(planned.text));
    EXPECT_THAT(plan, testing::Contains(planned.step));
    if (!planned.may_sort) {
        EXPECT_THAT(plan, testing::Not(testing::Contains(testing::HasSubstr("TEMP B-TREE"))));
    }
}

}  // namespace

}  // namespace tasksched::store::sqlite
