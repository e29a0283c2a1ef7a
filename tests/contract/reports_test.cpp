#include "common/model/report.h"
#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

using model::ItemState;
using model::RunItem;
using model::RunState;

class StoredReports : public StoreContract {
  protected:
    model::ReportPayload read_back(const model::ReportPayload& payload) {
        model::Task task = a_task();
        task.type = "report";
        model::TaskId id;
        change([&](Transaction& transaction) {
            id = value_of(transaction.tasks().insert(task, payload, alice()));
        });
        return std::get<model::ReportPayload>(value_of(store_->reader().payload(id, 1)));
    }

    void start_a_run() {
        run_ = claimed(stored(a_periodic_task()), 60).id;
        attempt_ = started(run_);
    }

    static model::AttemptResult a_result() {
        model::AttemptResult result;
        result.outcome = model::Outcome::kTransient;
        result.reason = model::RunReason::kTimeout;
        result.exit_code = 3;
        result.detail = "timed out";
        result.cpu_time = std::chrono::microseconds(5);
        result.finished_at = instant(61);
        result.output = {.head = "head", .tail = "tail", .total_bytes = 100};
        return result;
    }

    static RunItem an_item(int number, ItemState state) {
        RunItem item;
        item.number = number;
        item.label = "a@b";
        item.state = state;
        return item;
    }

    /// Ends the attempt with no output of its own: that of the program is kept already.
    bool finish_silently(RunState to, std::optional<time::Instant> next_attempt_at = {}) {
        Finish end = a_finish(run_, attempt_, to);
        end.next_attempt_at = next_attempt_at;
        end.result.output = {};
        return finish(end);
    }

    bool keep(int attempt, const std::vector<RunItem>& items) {
        bool kept = false;
        change([&](Transaction& transaction) {
            kept =
                value_of(transaction.runs().keep_result(run_, attempt, a_result(), items, tenure_));
        });
        return kept;
    }

    std::optional<model::KeptResult> kept() { return value_of(store_->reader().kept_result(run_)); }

    void record(const std::vector<RunItem>& items) {
        change([&](Transaction& transaction) {
            ASSERT_TRUE(value_of(transaction.runs().record_items(run_, attempt_, items, tenure_)));
        });
    }

    model::RunId run_;
    int attempt_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Engines, StoredReports, testing::ValuesIn(engines_under_test()),
                         engine_name);

TEST_P(StoredReports, ComeBackWithEveryField) {
    model::ReportPayload payload;
    payload.program.argv = {"/bin/df", "", "\"x\""};
    payload.program.cwd = "/tmp";
    payload.program.env = {{"A", "b"}, {"A", "c"}};
    payload.program.standard_input = "in\n";
    payload.to = {"ada@b.org", "bob@b.org"};
    payload.subject = "\xc3\xa4 \"x\"";
    payload.format = model::ReportFormat::kHtml;
    payload.attach_as = "x.html";
    EXPECT_EQ(read_back(payload), payload);
}

TEST_P(StoredReports, ComeBackWithAQueryOrALine) {
    model::ReportPayload payload;
    payload.sql = "SELECT 'x'\n-- y";
    payload.to = {"ada@b.org"};
    EXPECT_EQ(read_back(payload), payload);
    payload.sql.clear();
    payload.program.shell = "df | sort";
    payload.format = model::ReportFormat::kCsv;
    EXPECT_EQ(read_back(payload), payload);
}

TEST_P(StoredReports, KeepWhatTheProgramCameTo) {
    start_a_run();
    EXPECT_FALSE(kept());
    ASSERT_TRUE(keep(attempt_, {an_item(1, ItemState::kPending)}));
    const auto found = kept();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->attempt, attempt_);
    EXPECT_EQ(found->result, a_result());
    EXPECT_EQ(found->items, std::vector<RunItem>{an_item(1, ItemState::kPending)});
    EXPECT_EQ(value_of(store_->reader().output(run_, attempt_)).head, "head")
        << "it can be looked at while the mail is tried";
}

TEST_P(StoredReports, KeepNothingOfAnAttemptThatIsNotTheirs) {
    start_a_run();
    EXPECT_FALSE(keep(attempt_ + 1, {}));
    ASSERT_TRUE(finish(run_, attempt_, RunState::kFailed));
    EXPECT_FALSE(keep(attempt_, {}));
    EXPECT_FALSE(kept());
}

TEST_P(StoredReports, KeepItThroughAttemptsUntilAllHaveIt) {
    start_a_run();
    ASSERT_TRUE(keep(attempt_, {an_item(1, ItemState::kPending)}));
    ASSERT_TRUE(finish_silently(RunState::kWaiting, instant(100)));
    EXPECT_TRUE(kept());
    attempt_ = started(run_);
    EXPECT_EQ(kept()->attempt, 1);
    record({an_item(1, ItemState::kSucceeded)});
    EXPECT_TRUE(kept()) << "the end is not recorded yet";
    ASSERT_TRUE(finish_silently(RunState::kFailed));
    EXPECT_FALSE(kept()) << "who asks for the run again wants the program to run";
}

TEST_P(StoredReports, KeepItBeyondTheEndWhereSomebodyDoesNotHaveIt) {
    start_a_run();
    ASSERT_TRUE(keep(attempt_, {an_item(1, ItemState::kPending)}));
    record({an_item(1, ItemState::kFailed)});
    ASSERT_TRUE(finish_silently(RunState::kFailed));
    EXPECT_TRUE(kept()) << "who asks for the run again wants the mail to be sent";
}

TEST_P(StoredReports, KeepNothingBeyondTheEndOfATaskThatIsCancelled) {
    start_a_run();
    const model::TaskId id = run(run_).task_id;
    const auto cancel = [&] {
        change([&](Transaction& transaction) {
            const model::Task task = **transaction.reader().task(id);
            EXPECT_TRUE(value_of(transaction.tasks().set_state(
                id, task.version, model::TaskState::kCancelled, std::nullopt, alice("cancel"))));
            value_of(
                transaction.tasks().cancel_runs(id, model::RunReason::kTaskCancelled, instant(90)));
        });
    };
    ASSERT_TRUE(keep(attempt_, {an_item(1, ItemState::kPending)}));
    cancel();
    EXPECT_TRUE(kept()) << "the mail is under way";
    ASSERT_TRUE(finish_silently(RunState::kFailed));
    EXPECT_FALSE(kept()) << "nobody can ask for the run again";
}

TEST_P(StoredReports, KeepNothingThatACancelCanReach) {
    start_a_run();
    ASSERT_TRUE(keep(attempt_, {an_item(1, ItemState::kPending)}));
    ASSERT_TRUE(finish_silently(RunState::kWaiting, instant(100)));
    change([&](Transaction& transaction) {
        const model::Task task = **transaction.reader().task(run(run_).task_id);
        value_of(transaction.tasks().set_state(task.id, task.version, model::TaskState::kCancelled,
                                               std::nullopt, alice("cancel")));
        value_of(transaction.tasks().cancel_runs(task.id, model::RunReason::kTaskCancelled,
                                                 instant(90)));
    });
    EXPECT_EQ(run(run_).state, RunState::kCancelled);
    EXPECT_FALSE(kept());
}

TEST_P(StoredReports, KeepWhatAPersonSettledAsFailedAndNotWhatHasSucceeded) {
    for (const RunState to : {RunState::kFailed, RunState::kSucceeded}) {
        start_a_run();
        ASSERT_TRUE(keep(attempt_, {an_item(1, ItemState::kPending)}));
        change([&](Transaction& transaction) {
            ASSERT_TRUE(value_of(transaction.runs().hide(run_, attempt_, tenure_, instant(80))));
            ASSERT_TRUE(value_of(transaction.tasks().move_run(
                run_, RunState::kUnknown, to, model::RunReason::kNone, instant(90))));
        });
        EXPECT_EQ(kept().has_value(), to == RunState::kFailed);
    }
}

TEST_P(StoredReports, BeginAnewWithTheNextProgram) {
    start_a_run();
    ASSERT_TRUE(keep(attempt_, {an_item(1, ItemState::kPending)}));
    record({an_item(1, ItemState::kSucceeded)});
    ASSERT_TRUE(keep(attempt_, {an_item(1, ItemState::kPending)}));
    EXPECT_EQ(kept()->items, std::vector<RunItem>{an_item(1, ItemState::kPending)});
}

}  // namespace

}  // namespace tasksched::store
