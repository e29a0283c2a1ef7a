#include <gmock/gmock.h>

#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

using model::RunReason;
using model::RunState;
using model::Task;
using model::TaskState;

class Claims : public StoreContract {
  protected:
    Claim a_skip(const Task& task, std::int64_t first, std::int64_t through,
                 std::optional<std::int64_t> count, RunReason reason = RunReason::kCatchUp) {
        Claim claim = a_claim(task, {}, second(through + 60));
        claim.skip = {
            {.first = second(first), .through = second(through), .count = count, .reason = reason}};
        return claim;
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, Claims, testing::ValuesIn(engines_under_test()), engine_name);

TEST_P(Claims, MoveTheTaskOnAndQueueARun) {
    Task task = a_periodic_task();
    task.remaining = 5;
    task.policies.priority = 9;
    task = stored(task);
    Claim claim = a_claim(task, {second(60)}, second(120));
    claim.remaining = 4;
    const ClaimResult result = this->claim(claim);
    EXPECT_EQ(result.state, ClaimState::kClaimed);
    ASSERT_EQ(result.runs.size(), 1U);
    const model::Run run = this->run(result.runs[0].id);
    EXPECT_EQ(run.task_id, task.id);
    EXPECT_EQ(run.version, 1);
    EXPECT_EQ(run.user_id, "alice");
    EXPECT_EQ(run.type, "command");
    EXPECT_EQ(run.scheduled_for, second(60));
    EXPECT_EQ(run.not_before, second(60));
    EXPECT_EQ(run.created_at, instant(60));
    EXPECT_EQ(run.state, RunState::kQueued);
    EXPECT_EQ(run.attempt, 0);
    EXPECT_EQ(run.priority, 9);
    const Task after = this->task(task.id);
    EXPECT_EQ(after.next_run_at, second(120));
    EXPECT_EQ(after.remaining, 4);
    EXPECT_EQ(after.version, task.version);
    EXPECT_EQ(after.revision, task.revision);
}

TEST_P(Claims, ReturnTheRunAsTheStoreHasIt) {
    const Task task = stored(a_periodic_task());
    const model::Run returned = claimed(task, 60);
    const model::Run read = run(returned.id);
    EXPECT_EQ(returned.task_id, read.task_id);
    EXPECT_EQ(returned.user_id, read.user_id);
    EXPECT_EQ(returned.type, read.type);
    EXPECT_EQ(returned.scheduled_for, read.scheduled_for);
    EXPECT_EQ(returned.created_at, read.created_at);
    EXPECT_EQ(returned.not_before, read.not_before);
    EXPECT_EQ(returned.state, read.state);
    EXPECT_EQ(returned.priority, read.priority);
}

TEST_P(Claims, EndATaskThatHasNoFurtherTime) {
    const Task task = stored(a_task());
    ASSERT_EQ(claim(a_claim(task, {second(60)}, std::nullopt)).state, ClaimState::kClaimed);
    EXPECT_EQ(this->task(task.id).state, TaskState::kDone);
    EXPECT_EQ(this->task(task.id).next_run_at, std::nullopt);
}

TEST_P(Claims, OfAnOlderVersionAreStale) {
    Task task = stored(a_periodic_task());
    Task changed = task;
    changed.version = 2;
    change([&](Transaction& transaction) {
        ASSERT_TRUE(value_of(transaction.tasks().update(changed, nullptr, alice("update"))));
    });
    const ClaimResult result = claim(a_claim(task, {second(60)}, second(120)));
    EXPECT_EQ(result.state, ClaimState::kStale);
    EXPECT_TRUE(result.runs.empty());
    EXPECT_TRUE(runs_of(task.id).empty());
    EXPECT_EQ(this->task(task.id).next_run_at, second(60));
}

TEST_P(Claims, MadeTwiceAreStaleTheSecondTime) {
    const Task task = stored(a_periodic_task());
    Claim once = a_claim(task, {second(60)}, second(120));
    once.due = second(60);
    EXPECT_EQ(claim(once).state, ClaimState::kClaimed);
    EXPECT_EQ(claim(once).state, ClaimState::kStale);
    EXPECT_EQ(runs_of(task.id).size(), 1U);
    EXPECT_EQ(this->task(task.id).next_run_at, second(120));
}

TEST_P(Claims, OfATaskThatIsNotActiveAreStale) {
    Task task = a_periodic_task();
    task.state = TaskState::kPaused;
    task = stored(task);
    EXPECT_EQ(claim(a_claim(task, {second(60)}, second(120))).state, ClaimState::kStale);
    EXPECT_EQ(claim(a_claim(a_task(), {second(60)}, second(120))).state, ClaimState::kStale);
}

TEST_P(Claims, PassOverAnOccurrenceThatHasARun) {
    Task task = a_periodic_task();
    task.policies.overlap = model::Overlap::kAllow;
    task = stored(task);
    const model::Run first = claimed(task, 60);
    const ClaimResult again = claim(a_claim(task, {second(60), second(120)}, second(180)));
    EXPECT_EQ(again.state, ClaimState::kClaimed);
    ASSERT_EQ(again.runs.size(), 1U);
    EXPECT_EQ(again.runs[0].scheduled_for, second(120));
    EXPECT_EQ(runs_of(task.id).size(), 2U);
    EXPECT_EQ(run(first.id).state, RunState::kQueued);
}

TEST_P(Claims, DelayTheirRunsByTheJitter) {
    Task task = a_periodic_task();
    task.jitter = std::chrono::seconds(50);
    task = stored(task);
    EXPECT_EQ(claimed(task, 60).not_before, model::not_before(task, second(60)));
}

TEST_P(Claims, RecordSkippedOccurrencesInOneRow) {
    const Task task = stored(a_periodic_task());
    claim(a_skip(task, 60, 180, 3));
    const auto runs = runs_of(task.id);
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].state, RunState::kSkipped);
    EXPECT_EQ(runs[0].reason, RunReason::kCatchUp);
    EXPECT_EQ(runs[0].scheduled_for, second(60));
    EXPECT_EQ(runs[0].through, second(180));
    EXPECT_EQ(runs[0].count, 3);
}

TEST_P(Claims, FoldASkipIntoTheOneBefore) {
    const Task task = stored(a_periodic_task());
    claim(a_skip(task, 60, 180, 3));
    claim(a_skip(task, 240, 240, 1));
    const auto runs = runs_of(task.id);
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].scheduled_for, second(60));
    EXPECT_EQ(runs[0].through, second(240));
    EXPECT_EQ(runs[0].count, 4);
}

TEST_P(Claims, CountNoSkipsWhereSomeWereTooManyToCount) {
    const Task task = stored(a_periodic_task());
    claim(a_skip(task, 60, 180, std::nullopt));
    claim(a_skip(task, 240, 240, 1));
    EXPECT_EQ(runs_of(task.id).at(0).count, std::nullopt);
}

TEST_P(Claims, KeepSkipsOfAnotherReasonApart) {
    const Task task = stored(a_periodic_task());
    claim(a_skip(task, 60, 180, 3));
    claim(a_skip(task, 240, 240, 1, RunReason::kDeadline));
    EXPECT_EQ(runs_of(task.id).size(), 2U);
}

TEST_P(Claims, KeepSkipsOnBothSidesOfARunApart) {
    const Task task = stored(a_periodic_task());
    claim(a_skip(task, 60, 180, 3));
    const model::Run run = claimed(task, 240);
    claim(a_skip(task, 300, 300, 1));
    EXPECT_EQ(runs_of(task.id).size(), 3U);
    EXPECT_EQ(this->run(run.id).state, RunState::kQueued);
}

TEST_P(Claims, SetTheNextTimeAtTheEndOfARun) {
    Task task = a_periodic_task();
    task.schedule.rule = schedule::Every{.period = {.length = 60}, .after_finish = true};
    task = stored(task);
    Claim claim = a_claim(task, {second(60)}, std::nullopt);
    claim.done = false;
    const model::Run run = this->claim(claim).runs.at(0);
    EXPECT_EQ(this->task(task.id).next_run_at, std::nullopt);
    Finish finish = a_finish(run.id, started(run.id), RunState::kSucceeded);
    finish.next_run_at = second(122);
    ASSERT_TRUE(this->finish(finish));
    EXPECT_EQ(this->task(task.id).next_run_at, second(122));
}

TEST_P(Claims, SetTheNextTimeAtTheEndOfARunOnlyWhereItIsNotTriedAgain) {
    Task task = a_periodic_task();
    task.schedule.rule = schedule::Every{.period = {.length = 60}, .after_finish = true};
    task = stored(task);
    Claim claim = a_claim(task, {second(60)}, std::nullopt);
    claim.done = false;
    const model::Run run = this->claim(claim).runs.at(0);
    Finish finish = a_finish(run.id, started(run.id), RunState::kWaiting);
    finish.next_attempt_at = instant(90);
    finish.next_run_at = second(122);
    ASSERT_TRUE(this->finish(finish));
    EXPECT_EQ(this->task(task.id).next_run_at, std::nullopt);
    finish.attempt = started(run.id);
    change([&](Transaction& transaction) {
        EXPECT_EQ(value_of(transaction.tasks().request_kill_of(task.id, instant(95))), 1);
    });
    ASSERT_TRUE(this->finish(finish));
    EXPECT_EQ(this->run(run.id).state, RunState::kCancelled) << "its end was asked for";
    EXPECT_EQ(this->task(task.id).next_run_at, second(122));
}

TEST_P(Claims, LeaveAStalledTaskWhereItsRunWasCancelled) {
    Task task = a_periodic_task();
    task.schedule.rule = schedule::Every{.period = {.length = 60}, .after_finish = true};
    task = stored(task);
    stored(a_task());
    Claim claim = a_claim(task, {second(60)}, std::nullopt);
    claim.done = false;
    this->claim(claim);
    const auto rearm = [&] {
        bool armed = false;
        change([&](Transaction& transaction) {
            armed = value_of(transaction.runs().rearm(task.id, second(300)));
        });
        return armed;
    };
    EXPECT_TRUE(value_of(store_->due().stalled_tasks(10)).empty());
    EXPECT_FALSE(rearm());
    change([&](Transaction& transaction) {
        value_of(transaction.tasks().cancel_runs(task.id, RunReason::kKilled, instant(61)));
    });
    const auto stalled = value_of(store_->due().stalled_tasks(10));
    ASSERT_EQ(stalled.size(), 1U);
    EXPECT_EQ(stalled[0].id, task.id);
    EXPECT_TRUE(rearm());
    EXPECT_FALSE(rearm());
    EXPECT_EQ(this->task(task.id).next_run_at, second(300));
}

TEST_P(Claims, StartTheirFirstRunWhereNoOtherIsUnderWay) {
    Task task = a_periodic_task();
    task.policies.overlap = model::Overlap::kQueue;
    task = stored(task);
    const auto claim_and_start = [&](std::vector<time::Second> occurrences) {
        ClaimResult result;
        change([&](Transaction& transaction) {
            result = value_of(transaction.runs().claim_and_start(
                a_claim(task, std::move(occurrences), second(60)), tenure_,
                {.host = "host", .supervisor = "s1"}, instant(61)));
        });
        return result;
    };
    const ClaimResult first = claim_and_start({second(60), second(120)});
    ASSERT_EQ(first.runs.size(), 2U);
    EXPECT_TRUE(first.started);
    const model::Run run = this->run(first.runs[0].id);
    EXPECT_EQ(run.state, RunState::kRunning);
    EXPECT_EQ(run.owner, tenure_.owner);
    EXPECT_EQ(run.term, tenure_.term);
    const auto attempts = value_of(store_->reader().attempts(run.id));
    ASSERT_EQ(attempts.size(), 1U);
    EXPECT_EQ(attempts[0].number, 1);
    EXPECT_EQ(attempts[0].supervisor, "s1");
    EXPECT_EQ(attempts[0].started_at, instant(61));
    EXPECT_EQ(this->run(first.runs[1].id).state, RunState::kQueued);
    EXPECT_TRUE(finish(run.id, 1, RunState::kSucceeded));
    const ClaimResult beside = claim_and_start({second(180)});
    EXPECT_FALSE(beside.started) << "the second one comes first";
    EXPECT_EQ(this->run(beside.runs.at(0).id).state, RunState::kQueued);
    const ClaimResult again = claim_and_start({second(60)});
    EXPECT_FALSE(again.started) << "it has a run already";
    EXPECT_TRUE(again.runs.empty());
}

TEST_P(Claims, EndATaskThatHasNoFurtherTimeAfterItsRun) {
    Task task = a_periodic_task();
    task.schedule.rule = schedule::Every{.period = {.length = 60}, .after_finish = true};
    task = stored(task);
    Claim claim = a_claim(task, {second(60)}, std::nullopt);
    claim.done = false;
    const model::Run run = this->claim(claim).runs.at(0);
    const auto rearm = [&] {
        bool armed = false;
        change([&](Transaction& transaction) {
            armed = value_of(transaction.runs().rearm(task.id, std::nullopt));
        });
        return armed;
    };
    EXPECT_FALSE(rearm()) << "its run is under way";
    ASSERT_TRUE(finish(run.id, started(run.id), RunState::kSucceeded));
    EXPECT_TRUE(rearm());
    EXPECT_FALSE(rearm());
    EXPECT_EQ(this->task(task.id).state, TaskState::kDone);
    const Totals totals = value_of(store_->reader().totals(instant(0), instant(0)));
    EXPECT_EQ(totals.tasks.at(TaskState::kDone), 1);
    EXPECT_EQ(totals.tasks.at(TaskState::kActive), 0);
}

TEST_P(Claims, RecordWhatOfASkipHasNoRecordYet) {
    const Task task = stored(a_periodic_task());
    // By a clock that was set back since.
    claim(a_claim(task, {second(120), second(240)}, second(60)));
    claim(a_skip(task, 60, 420, 7));
    std::map<std::int64_t, std::pair<std::int64_t, std::optional<std::int64_t>>> skips;
    for (const model::Run& run : runs_of(task.id)) {
        if (run.state == RunState::kSkipped) {
            const auto at = [](time::Second when) { return (when - second(0)).count(); };
            skips[at(*run.scheduled_for)] = {at(run.through.value()), run.count};
        }
    }
    EXPECT_EQ(skips, (decltype(skips){{60, {60, 1}}, {180, {180, 1}}, {300, {420, 3}}}));
}

TEST_P(Claims, RecordWhatFollowsARecordThatASkipBeginsWith) {
    const Task task = stored(a_periodic_task());
    claim(a_claim(task, {second(60)}, second(60)));
    claim(a_skip(task, 60, 180, 3));
    const auto runs = runs_of(task.id);
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[0].scheduled_for, second(120));
    EXPECT_EQ(runs[0].through, second(180));
    EXPECT_EQ(runs[0].count, 2);
    claim(a_skip(task, 60, 180, 3));
    EXPECT_EQ(runs_of(task.id).size(), 2U) << "all of them have a record";
}

}  // namespace

}  // namespace tasksched::store
