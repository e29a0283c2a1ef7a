#include <gmock/gmock.h>

#include "tests/contract/store_contract.h"

namespace tasksched::store {

namespace {

using model::MissedSpan;
using model::RunReason;
using model::RunState;
using model::Task;

/// The minutes from `first` to `last`, in seconds.
MissedSpan span(std::int64_t first, std::int64_t last) {
    MissedSpan span{
        .first = second(first), .through = second(last), .count = (last - first) / 60 + 1};
    for (std::int64_t at = first; at <= last; at += 60) {
        span.newest.push_back(second(at));
    }
    return span;
}

class StoreMissed : public StoreContract {
  protected:
    /// Holds the span as a claim of the task that moves it on to `next`.
    void hold(const Task& task, const MissedSpan& missed, std::int64_t next) {
        Claim claim = a_claim(task, {}, second(next));
        claim.hold = {missed};
        this->claim(claim);
    }

    std::vector<MissedTask> missed(MissedFilter filter) {
        filter.now = second(1'000'000);
        return value_of(store_->reader().missed(filter));
    }

    std::vector<MissedTask> missed_of(model::TaskId id) { return missed({.task_id = id}); }

    std::int64_t settle(const MissedTask& missed, const model::MissedVerdict& verdict) {
        std::int64_t queued = 0;
        change([&](Transaction& transaction) {
            queued = value_of(transaction.tasks().settle_missed(missed, verdict, instant(9000)));
        });
        return queued;
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, StoreMissed, testing::ValuesIn(engines_under_test()),
                         engine_name);

TEST_P(StoreMissed, HoldWhatAClaimHoldsAndMoveTheTaskOn) {
    const Task held = stored(a_periodic_task());
    EXPECT_TRUE(missed_of(held.id).empty());
    hold(held, span(60, 600), 660);
    EXPECT_EQ(task(held.id).next_run_at, second(660));
    EXPECT_TRUE(runs_of(held.id).empty()) << "neither run nor skipped";
    const auto found = missed_of(held.id);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].task.id, held.id);
    EXPECT_EQ(found[0].spans, std::vector<MissedSpan>{span(60, 600)});
}

TEST_P(StoreMissed, HoldIrregularTimesOneByOne) {
    const Task held = stored(a_periodic_task());
    MissedSpan odd{.first = second(60), .through = second(5000), .count = std::nullopt};
    odd.overtaken = true;
    for (const std::int64_t at : {60, 61, 62, 70, 100, 4000, 4007, 4014, 5000}) {
        odd.newest.push_back(second(at));
    }
    hold(held, odd, 6000);
    EXPECT_EQ(missed_of(held.id).at(0).spans, std::vector<MissedSpan>{odd});
}

TEST_P(StoreMissed, HoldMoreAfterASecondOutage) {
    const Task held = stored(a_periodic_task());
    hold(held, span(60, 120), 180);
    hold(held, span(600, 720), 780);
    EXPECT_EQ(missed_of(held.id).at(0).spans,
              (std::vector<MissedSpan>{span(60, 120), span(600, 720)}));
}

TEST_P(StoreMissed, KeepTheLongerOfTwoThatBeginAtTheSameTime) {
    const Task held = stored(a_periodic_task());
    hold(held, span(60, 120), 180);
    hold(held, span(60, 240), 300);
    hold(held, span(60, 180), 300);
    EXPECT_EQ(missed_of(held.id).at(0).spans, std::vector<MissedSpan>{span(60, 240)});
}

TEST_P(StoreMissed, HoldNothingThatHasARecord) {
    // The clock was set back, and ahead again.
    const Task held = stored(a_periodic_task());
    claimed(held, 120);
    hold(held, span(60, 240), 300);
    EXPECT_EQ(missed_of(held.id).at(0).spans, std::vector<MissedSpan>{span(180, 240)});
    const Task skipped = stored(a_periodic_task());
    Claim claim = a_claim(skipped, {}, second(60));
    claim.skip = {{.first = second(60), .through = second(240), .count = 4}};
    this->claim(claim);
    hold(skipped, span(60, 240), 300);
    EXPECT_TRUE(missed_of(skipped.id).empty());
    const Task many = stored(a_periodic_task());
    claimed(many, 120);
    MissedSpan known = span(60, 6000);
    known.newest = {second(5940), second(6000)};
    hold(many, known, 6060);
    const auto left = missed_of(many.id).at(0).spans.at(0);
    EXPECT_EQ(left.first, second(121));
    EXPECT_EQ(left.count, std::nullopt);
    EXPECT_EQ(left.newest.size(), 2U);
}

TEST_P(StoreMissed, ListTheTasksOfAUserPageByPage) {
    const Task first = stored(a_periodic_task());
    const Task second_task = stored(a_periodic_task());
    Task foreign = a_periodic_task();
    foreign.user_id = "bob";
    foreign = stored(foreign);
    for (const Task& task : {first, second_task, foreign}) {
        hold(task, span(60, 120), 180);
        hold(task, span(600, 720), 780);
    }
    EXPECT_EQ(missed({.user_id = "alice"}).size(), 2U);
    const auto page = missed({.user_id = "alice", .limit = 1});
    ASSERT_EQ(page.size(), 1U);
    EXPECT_EQ(page[0].spans.size(), 2U) << "a task is whole";
    const auto rest = missed({.user_id = "alice", .after = first.id});
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].task.id, second_task.id);
    EXPECT_EQ(missed({.user_id = "bob"}).at(0).task.id, foreign.id);
    EXPECT_EQ(value_of(store_->reader().totals(instant(1000), instant(0))).missed_tasks, 3);
}

TEST_P(StoreMissed, LeaveAsideWhatLiesAheadOfTheClock) {
    const Task held = stored(a_periodic_task());
    hold(held, span(600, 720), 780);
    EXPECT_TRUE(
        value_of(store_->reader().missed({.task_id = held.id, .now = second(719)})).empty());
    EXPECT_EQ(value_of(store_->reader().missed({.task_id = held.id, .now = second(720)})).size(),
              1U);
}

TEST_P(StoreMissed, CountAsARecordOfTheirFirst) {
    const Task held = stored(a_periodic_task());
    EXPECT_FALSE(value_of(store_->due().has_run(held.id, second(60))));
    hold(held, span(60, 120), 180);
    EXPECT_TRUE(value_of(store_->due().has_run(held.id, second(60))));
}

TEST_P(StoreMissed, DoNotCountForOverlap) {
    const Task held = stored(a_periodic_task());
    hold(held, span(60, 600), 660);
    EXPECT_EQ(claimed(held, 660).state, RunState::kQueued);
}

TEST_P(StoreMissed, BecomeRunsAndSkipsWhenSomebodyDecides) {
    Task held = a_periodic_task();
    held.policies.priority = 7;
    held = stored(held);
    hold(held, span(60, 600), 660);
    model::MissedVerdict verdict;
    verdict.run = {second(540), second(600)};
    verdict.skip = {
        {.first = second(60), .through = second(480), .count = 8, .reason = RunReason::kMissed}};
    EXPECT_EQ(settle(missed_of(held.id).at(0), verdict), 2);
    EXPECT_TRUE(missed_of(held.id).empty());
    const auto runs = runs_of(held.id);
    ASSERT_EQ(runs.size(), 3U);
    EXPECT_EQ(runs[0].scheduled_for, second(600));
    EXPECT_EQ(runs[0].state, RunState::kQueued);
    EXPECT_EQ(runs[0].priority, 7);
    EXPECT_EQ(runs[1].scheduled_for, second(540));
    EXPECT_EQ(runs[2].state, RunState::kSkipped);
    EXPECT_EQ(runs[2].reason, RunReason::kMissed);
    EXPECT_EQ(runs[2].through, second(480));
    EXPECT_EQ(runs[2].count, 8);
}

TEST_P(StoreMissed, AreCarriedOutAsTheTaskIsWhenSomebodyDecides) {
    const Task held = stored(a_periodic_task());
    hold(held, span(60, 60), 120);
    change([&](Transaction& transaction) {
        Task changed = task(held.id);
        ++changed.version;
        const auto payload = a_command("/bin/false");
        EXPECT_TRUE(value_of(transaction.tasks().update(changed, &payload, alice("update"))));
    });
    model::MissedVerdict verdict;
    verdict.run = {second(60)};
    settle(missed_of(held.id).at(0), verdict);
    EXPECT_EQ(runs_of(held.id).at(0).version, 2);
}

TEST_P(StoreMissed, DoNotRunWhatHasARunByNow) {
    const Task held = stored(a_periodic_task());
    hold(held, span(60, 120), 180);
    claimed(held, 120);  // after the clock was set back
    model::MissedVerdict verdict;
    verdict.run = {second(60), second(120)};
    EXPECT_EQ(settle(missed_of(held.id).at(0), verdict), 1);
    EXPECT_EQ(runs_of(held.id).size(), 2U);
}

TEST_P(StoreMissed, AreNoSkipThatLaterOnesAreFoldedInto) {
    const Task held = stored(a_periodic_task());
    hold(held, span(60, 120), 180);
    Claim claim = a_claim(held, {second(180)}, second(240));
    this->claim(claim);
    settle(missed_of(held.id).at(0), model::skip_missed({span(60, 120)}, RunReason::kCatchUp));
    claim = a_claim(held, {}, second(360));
    claim.skip = {{.first = second(240), .through = second(300), .count = 2}};
    this->claim(claim);
    ASSERT_EQ(runs_of(held.id).size(), 3U) << "a run lies between the two";
    EXPECT_EQ(runs_of(held.id)[0].scheduled_for, second(240));
}

TEST_P(StoreMissed, DelayRunsThatMakeUpForThem) {
    const Task late = stored(a_periodic_task());
    Claim claim = a_claim(late, {second(-600), second(-540)}, second(600));
    claim.not_before = {second(100), second(200)};
    const auto runs = this->claim(claim).runs;
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[1].not_before, second(200));
    const auto ids = [&](const auto& found) {
        std::vector<std::int64_t> listed;
        listed.reserve(found.size());
        for (const model::Run& run : found) {
            listed.push_back(run.id.value);
        }
        return listed;
    };
    const auto queued = [&](std::int64_t now) {
        return ids(value_of(store_->due().queued_runs("command", instant(now), 10)));
    };
    const auto delayed = [&](std::int64_t now) {
        return ids(value_of(store_->due().delayed_runs(instant(now), 10)));
    };
    using Ids = std::vector<std::int64_t>;
    const auto first = runs[0].id.value;
    const auto last = runs[1].id.value;
    EXPECT_EQ(queued(99), Ids{});
    EXPECT_EQ(delayed(99), (Ids{first, last}));
    EXPECT_EQ(queued(100), Ids{first});
    EXPECT_EQ(delayed(100), Ids{last});
    EXPECT_EQ(queued(200), (Ids{first, last}));
    EXPECT_EQ(delayed(200), Ids{});
}

TEST_P(StoreMissed, DelayNoRunThatWasMadeInItsTimeWhateverTheClockShows) {
    const auto run = claimed(stored(a_periodic_task()), 60);
    EXPECT_EQ(value_of(store_->due().queued_runs("command", instant(-1000), 10)).size(), 1U);
    EXPECT_TRUE(value_of(store_->due().delayed_runs(instant(-1000), 10)).empty());
    EXPECT_EQ(run.not_before, second(60));
}

TEST_P(StoreMissed, HastenDelayedRunsWhereTheClockWasSetBack) {
    const Task late = stored(a_periodic_task());
    Claim claim = a_claim(late, {second(-600)}, second(600));
    claim.not_before = {second(100)};
    this->claim(claim);  // made at 60
    const auto hasten = [&](std::int64_t now) {
        std::int64_t hastened = 0;
        change([&](Transaction& transaction) {
            hastened = value_of(transaction.runs().hasten_attempts(instant(now)));
        });
        return hastened;
    };
    EXPECT_EQ(hasten(70), 0) << "the clock was not set back";
    EXPECT_EQ(hasten(50), 1);
    EXPECT_EQ(runs_of(late.id).at(0).not_before, second(50));
}

TEST_P(StoreMissed, LeaveAloneWhatComesInTime) {
    Task late = a_periodic_task();
    late.next_run_at = second(-600);
    stored(late);
    const Task in_time = stored(a_periodic_task());
    const auto due = value_of(store_->due().tasks_due_between(second(0), second(60), 10));
    ASSERT_EQ(due.size(), 1U);
    EXPECT_EQ(due[0].id, in_time.id);
    EXPECT_TRUE(value_of(store_->due().tasks_due_between(second(60), second(90), 10)).empty());
}

TEST_P(StoreMissed, AreCountedWhileTheyAreDue) {
    stored(a_periodic_task());
    stored(a_periodic_task());
    EXPECT_EQ(value_of(store_->due().count_due_before(second(60), 10)), 0);
    EXPECT_EQ(value_of(store_->due().count_due_before(second(61), 10)), 2);
    EXPECT_EQ(value_of(store_->due().count_due_before(second(61), 1)), 1);
}

}  // namespace

}  // namespace tasksched::store
