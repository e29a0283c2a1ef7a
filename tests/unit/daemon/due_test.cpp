#include "daemon/scheduler/due.h"

#include <gtest/gtest.h>

#include "tests/unit/daemon/tasks.h"

namespace tasksched::daemon {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using time::Second;

TEST(DecideDue, RunsAOneOffAndEndsItsTask) {
    const auto claim = decide_due(single_task(1, kMonday), kMonday);
    EXPECT_EQ(claim.run, std::vector<Second>{kMonday});
    EXPECT_TRUE(claim.skip.empty());
    EXPECT_TRUE(claim.done);
    EXPECT_EQ(claim.next_run_at, std::nullopt);
}

TEST(DecideDue, NamesTheVersionThatItDecidedOn) {
    auto task = single_task(7, kMonday);
    task.version = 12;
    const auto claim = decide_due(task, kMonday);
    EXPECT_EQ(claim.task_id, model::TaskId{7});
    EXPECT_EQ(claim.version, 12);
}

TEST(DecideDue, MovesAPeriodOnFromItsNominalTimeWhenItIsLate) {
    const auto claim = decide_due(periodic_task(1, minutes(10), kMonday), kMonday + seconds(30));
    EXPECT_EQ(claim.run, std::vector<Second>{kMonday});
    EXPECT_EQ(claim.next_run_at, kMonday + minutes(10));
    EXPECT_FALSE(claim.done);
}

TEST(DecideDue, RunsALateOneOffUnderEveryCatchUpPolicyWithinAMinute) {
    for (const auto policy :
         {model::CatchUp::kNone, model::CatchUp::kLatest, model::CatchUp::kAll}) {
        auto task = single_task(1, kMonday);
        task.policies.catch_up = policy;
        const auto claim = decide_due(task, kMonday + kMissedAfter);
        EXPECT_EQ(claim.run.size(), 1U) << model::to_string(policy);
    }
}

TEST(DecideDue, SkipsAllThatWasMissedWithCatchUpNone) {
    auto task = periodic_task(1, hours(1), kMonday);
    task.policies.catch_up = model::CatchUp::kNone;
    const auto claim = decide_due(task, kMonday + hours(5) + minutes(30));
    EXPECT_TRUE(claim.run.empty());
    ASSERT_EQ(claim.skip.size(), 1U);
    EXPECT_EQ(claim.skip[0].first, kMonday);
    EXPECT_EQ(claim.skip[0].through, kMonday + hours(5));
    EXPECT_EQ(claim.skip[0].count, 6);
    EXPECT_EQ(claim.skip[0].reason, model::RunReason::kCatchUp);
    EXPECT_EQ(claim.next_run_at, kMonday + hours(6));
}

TEST(DecideDue, RunsTheOccurrenceThatIsOnTimeWithCatchUpNone) {
    auto task = periodic_task(1, hours(1), kMonday);
    task.policies.catch_up = model::CatchUp::kNone;
    const auto claim = decide_due(task, kMonday + hours(5) + seconds(1));
    EXPECT_EQ(claim.run, std::vector<Second>{kMonday + hours(5)});
    ASSERT_EQ(claim.skip.size(), 1U);
    EXPECT_EQ(claim.skip[0].through, kMonday + hours(4));
}

TEST(DecideDue, RunsTheLatestOfWhatWasMissed) {
    const auto claim =
        decide_due(periodic_task(1, hours(1), kMonday), kMonday + hours(5) + minutes(30));
    EXPECT_EQ(claim.run, std::vector<Second>{kMonday + hours(5)});
    ASSERT_EQ(claim.skip.size(), 1U);
    EXPECT_EQ(claim.skip[0].count, 5);
}

TEST(DecideDue, RunsAllOfWhatWasMissedInOrder) {
    auto task = periodic_task(1, hours(1), kMonday);
    task.policies.catch_up = model::CatchUp::kAll;
    const auto claim = decide_due(task, kMonday + hours(3));
    EXPECT_EQ(claim.run, (std::vector<Second>{kMonday, kMonday + hours(1), kMonday + hours(2),
                                              kMonday + hours(3)}));
    EXPECT_TRUE(claim.skip.empty());
}

TEST(DecideDue, BoundsWhatCatchUpAllMakesUp) {
    auto task = periodic_task(1, seconds(10), kMonday);
    task.policies.catch_up = model::CatchUp::kAll;
    const Second now = kMonday + hours(24 * 365);
    const auto claim = decide_due(task, now);
    EXPECT_LE(claim.run.size(), static_cast<std::size_t>(kMaxCatchUp));
    EXPECT_GE(claim.run.size(), static_cast<std::size_t>(kMaxCatchUp / 2));
    EXPECT_EQ(claim.run.back(), now);
    ASSERT_EQ(claim.skip.size(), 1U);
    EXPECT_EQ(claim.skip[0].through + seconds(10), claim.run.front());
    EXPECT_EQ(*claim.skip[0].count + static_cast<std::int64_t>(claim.run.size()),
              24 * 365 * 360 + 1);
}

TEST(DecideDue, CostsLittleAfterThirtyYears) {
    auto task = periodic_task(1, seconds(1), kMonday);
    const auto claim = decide_due(task, kMonday + hours(24 * 365 * 30));
    EXPECT_EQ(claim.run.size(), 1U);
    EXPECT_EQ(claim.skip[0].count, 24LL * 365 * 30 * 3600);
}

TEST(DecideDue, SkipsWhatIsPastItsDeadline) {
    auto task = periodic_task(1, hours(1), kMonday);
    task.policies.catch_up = model::CatchUp::kAll;
    task.policies.deadline = minutes(90);
    const auto claim = decide_due(task, kMonday + hours(4));
    EXPECT_EQ(claim.run, (std::vector<Second>{kMonday + hours(3), kMonday + hours(4)}));
    ASSERT_EQ(claim.skip.size(), 1U);
    EXPECT_EQ(claim.skip[0].reason, model::RunReason::kDeadline);
    EXPECT_EQ(claim.skip[0].count, 3);
    EXPECT_EQ(claim.skip[0].through, kMonday + hours(2));
}

TEST(DecideDue, CountsTheOccurrencesThatAreLeft) {
    auto task = periodic_task(1, hours(1), kMonday);
    task.remaining = 5;
    const auto claim = decide_due(task, kMonday + hours(1));
    EXPECT_EQ(claim.remaining, 3);
    EXPECT_FALSE(claim.done);
    EXPECT_EQ(claim.next_run_at, kMonday + hours(2));
}

TEST(DecideDue, EndsATaskWithItsLastOccurrence) {
    auto task = periodic_task(1, hours(1), kMonday);
    task.remaining = 3;
    const auto claim = decide_due(task, kMonday + hours(40));
    EXPECT_EQ(claim.run, std::vector<Second>{kMonday + hours(2)});
    EXPECT_EQ(claim.remaining, 0);
    EXPECT_TRUE(claim.done);
}

TEST(DecideDue, LeavesTheNextTimeOpenWhereItCountsFromTheEndOfTheRun) {
    auto task = periodic_task(1, hours(1), kMonday);
    std::get<schedule::Every>(task.schedule.rule).after_finish = true;
    const auto claim = decide_due(task, kMonday + seconds(1));
    EXPECT_EQ(claim.run, std::vector<Second>{kMonday});
    EXPECT_EQ(claim.next_run_at, std::nullopt);
    EXPECT_FALSE(claim.done);
}

TEST(DecideDue, GivesANextTimeWhereNoRunWillEnd) {
    auto task = periodic_task(1, hours(1), kMonday);
    std::get<schedule::Every>(task.schedule.rule).after_finish = true;
    task.policies.catch_up = model::CatchUp::kNone;
    const auto claim = decide_due(task, kMonday + hours(3));
    EXPECT_TRUE(claim.run.empty());
    EXPECT_TRUE(claim.next_run_at.has_value());
}

TEST(DecideDue, RunsTheOneThatIsDueWithCatchUpAllWhereItCountsFromTheEndOfRuns) {
    auto task = periodic_task(1, hours(1), kMonday + minutes(7));
    std::get<schedule::Every>(task.schedule.rule).after_finish = true;
    task.policies.catch_up = model::CatchUp::kAll;
    const auto claim = decide_due(task, kMonday + minutes(7));
    EXPECT_EQ(claim.run, std::vector<Second>{kMonday + minutes(7)});
    EXPECT_TRUE(claim.skip.empty());
}

TEST(DecideDue, CountsTheOneSkippedOfATaskThatCountsFromTheEndOfRuns) {
    auto task = periodic_task(1, hours(1), kMonday + minutes(7));
    std::get<schedule::Every>(task.schedule.rule).after_finish = true;
    task.policies.catch_up = model::CatchUp::kNone;
    const auto claim = decide_due(task, kMonday + hours(3));
    ASSERT_EQ(claim.skip.size(), 1U);
    EXPECT_EQ(claim.skip[0].count, 1);
}

TEST(DecideDue, CountsFromNowWhereNoRunWillEnd) {
    auto task = periodic_task(1, seconds(1), kMonday);
    std::get<schedule::Every>(task.schedule.rule).after_finish = true;
    task.policies.catch_up = model::CatchUp::kNone;
    const auto claim = decide_due(task, kMonday + hours(24 * 365));
    EXPECT_EQ(claim.next_run_at, kMonday + hours(24 * 365) + seconds(1))
        << "a year of seconds is passed over at once";
}

TEST(DecideDue, TakesAnOccurrenceThatWaitedForTheOneBeforeAsOnTime) {
    auto task = periodic_task(1, minutes(1), kMonday);
    task.policies.catch_up = model::CatchUp::kNone;
    task.jitter = minutes(30);
    // Whatever the jitter of this one was, the one before it may have come at the end of its own.
    const auto claim = decide_due(task, kMonday + minutes(29));
    EXPECT_EQ(claim.run, std::vector<Second>{kMonday});
    EXPECT_TRUE(claim.skip.empty());
}

TEST(DecideDue, LetsOccurrencesWaitForTheirJitter) {
    auto task = periodic_task(1, minutes(1), kMonday);
    task.jitter = minutes(5);
    const auto claim = decide_due(task, model::not_before(task, kMonday));
    EXPECT_EQ(claim.run, std::vector<Second>{kMonday});
    EXPECT_TRUE(claim.skip.empty());
    EXPECT_EQ(claim.next_run_at, kMonday + minutes(1));
}

TEST(DecideDue, TakesFractionsOfASecondForThePast) {
    const auto claim = decide_due(periodic_task(1, seconds(1), kMonday),
                                  time::Instant(kMonday) + milliseconds(999));
    EXPECT_EQ(claim.run, std::vector<Second>{kMonday});
    EXPECT_EQ(claim.next_run_at, kMonday + seconds(1));
}

}  // namespace
}  // namespace tasksched::daemon
