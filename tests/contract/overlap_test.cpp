#include <gmock/gmock.h>

#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

using model::Overlap;
using model::RunReason;
using model::RunState;
using model::Task;

class OverlapPolicy : public StoreContract {
  protected:
    Task a_task_with(Overlap overlap) {
        Task task = a_periodic_task();
        task.policies.overlap = overlap;
        return stored(task);
    }

    /// How many runs a claim of these occurrences queues.
    std::size_t queued(const Task& task, std::vector<time::Second> occurrences) {
        return claim(a_claim(task, std::move(occurrences), second(10'000))).runs.size();
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, OverlapPolicy, testing::ValuesIn(engines_under_test()),
                         engine_name);

TEST_P(OverlapPolicy, AllowQueuesEveryOccurrence) {
    const Task task = a_task_with(Overlap::kAllow);
    EXPECT_EQ(queued(task, {second(60)}), 1U);
    EXPECT_EQ(queued(task, {second(120), second(180)}), 2U);
}

TEST_P(OverlapPolicy, SkipRecordsTheOccurrence) {
    const Task task = a_task_with(Overlap::kSkip);
    EXPECT_EQ(queued(task, {second(60)}), 1U);
    EXPECT_EQ(queued(task, {second(120)}), 0U);
    EXPECT_EQ(queued(task, {second(180)}), 0U);
    const auto runs = runs_of(task.id);
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[0].state, RunState::kSkipped);
    EXPECT_EQ(runs[0].reason, RunReason::kOverlap);
    EXPECT_EQ(runs[0].scheduled_for, second(120));
    EXPECT_EQ(runs[0].through, second(180));
    EXPECT_EQ(runs[0].count, 2);
}

TEST_P(OverlapPolicy, SkipCountsRunningAndWaitingRunsToo) {
    const Task task = a_task_with(Overlap::kSkip);
    const model::Run run = claimed(task, 60);
    const int attempt = started(run.id);
    EXPECT_EQ(queued(task, {second(120)}), 0U);
    ASSERT_TRUE(finish(run.id, attempt, RunState::kWaiting));
    EXPECT_EQ(queued(task, {second(180)}), 0U);
    ASSERT_TRUE(finish(run.id, started(run.id), RunState::kFailed));
    EXPECT_EQ(queued(task, {second(240)}), 1U);
}

TEST_P(OverlapPolicy, OccurrencesThatAreMadeUpTogetherDoNotOverlap) {
    for (const Overlap overlap : {Overlap::kSkip, Overlap::kQueue, Overlap::kReplace}) {
        const Task task = a_task_with(overlap);
        EXPECT_EQ(queued(task, {second(60), second(120), second(180)}), 3U);
    }
}

TEST_P(OverlapPolicy, QueueKeepsOneFurtherRun) {
    const Task task = a_task_with(Overlap::kQueue);
    const model::Run first = claimed(task, 60);
    started(first.id);
    EXPECT_EQ(queued(task, {second(120)}), 1U);
    EXPECT_EQ(queued(task, {second(180)}), 0U);
    EXPECT_EQ(runs_of(task.id).at(0).reason, RunReason::kOverlap);
}

TEST_P(OverlapPolicy, ReplaceCancelsWhatHasNotStarted) {
    const Task task = a_task_with(Overlap::kReplace);
    const model::Run first = claimed(task, 60);
    EXPECT_EQ(queued(task, {second(120)}), 1U);
    EXPECT_EQ(run(first.id).state, RunState::kCancelled);
    EXPECT_EQ(run(first.id).reason, RunReason::kReplaced);
}

TEST_P(OverlapPolicy, ReplaceAsksForTheEndOfWhatRuns) {
    const Task task = a_task_with(Overlap::kReplace);
    const model::Run first = claimed(task, 60);
    const int attempt = started(first.id);
    const auto next = claim(a_claim(task, {second(120)}, second(180)));
    ASSERT_EQ(next.runs.size(), 1U);
    EXPECT_EQ(run(first.id).state, RunState::kRunning);
    EXPECT_NE(run(first.id).kill_requested_at, std::nullopt);
    EXPECT_EQ(start(next.runs[0].id).state, StartState::kHeld);
    ASSERT_TRUE(finish(first.id, attempt, RunState::kCancelled));
    EXPECT_EQ(start(next.runs[0].id).state, StartState::kStarted);
}

TEST_P(OverlapPolicy, UnknownRunsDoNotCount) {
    const Task task = a_task_with(Overlap::kSkip);
    started(claimed(task, 60).id);
    change([&](Transaction& transaction) {
        tenure_ = value_of(transaction.runs().begin_tenure("daemon-2", "host", instant(70)));
        value_of(transaction.runs().mark_unknown(tenure_, instant(70)));
    });
    EXPECT_EQ(queued(task, {second(120)}), 1U);
}

}  // namespace

}  // namespace tasksched::store
