// What becomes of missed occurrences where the daemon is to ask.

#include <gtest/gtest.h>

#include "daemon/scheduler/due.h"
#include "tests/unit/daemon/tasks.h"

namespace tasksched::daemon {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using time::Second;

store::Claim decide(const model::Task& task, Second now) {
    return decide_due(task, now, WhenMissed::kAsk);
}

TEST(HeldDue, HoldsAOneOffThatWasMissedUnderEveryPolicy) {
    for (const auto policy :
         {model::CatchUp::kNone, model::CatchUp::kLatest, model::CatchUp::kAll}) {
        auto task = single_task(1, kMonday);
        task.policies.catch_up = policy;
        const auto claim = decide(task, kMonday + kMissedAfter + seconds(1));
        EXPECT_TRUE(claim.run.empty());
        EXPECT_TRUE(claim.skip.empty());
        EXPECT_TRUE(claim.done);
        const model::MissedSpan expected{
            .first = kMonday, .through = kMonday, .count = 1, .newest = {kMonday}};
        EXPECT_EQ(claim.hold, std::vector<model::MissedSpan>{expected});
    }
}

TEST(HeldDue, RunsWhatIsMerelyLate) {
    const auto claim = decide(single_task(1, kMonday), kMonday + kMissedAfter);
    EXPECT_EQ(claim.run, std::vector<Second>{kMonday});
    EXPECT_TRUE(claim.hold.empty());
}

TEST(HeldDue, DoesNotHoldWhatASlowMomentPassedOver) {
    const auto claim = decide(periodic_task(1, seconds(10), kMonday), kMonday + seconds(35));
    EXPECT_EQ(claim.run, std::vector<Second>{kMonday + seconds(30)});
    EXPECT_TRUE(claim.hold.empty());
    ASSERT_EQ(claim.skip.size(), 1U);
    EXPECT_EQ(claim.skip[0].count, 3) << "the policy's to judge, as always";
}

TEST(HeldDue, GoesOnWithTheNextTime) {
    const auto claim = decide(periodic_task(1, hours(1), kMonday), kMonday + minutes(150));
    EXPECT_EQ(claim.next_run_at, kMonday + hours(3));
    ASSERT_EQ(claim.hold.size(), 1U);
    EXPECT_EQ(claim.hold[0].count, 3);
    EXPECT_EQ(claim.hold[0].newest,
              (std::vector<Second>{kMonday, kMonday + hours(1), kMonday + hours(2)}));
    EXPECT_FALSE(claim.hold[0].overtaken);
}

TEST(HeldDue, RunsTheOneInTimeAndNotesThatItOvertookTheHeldOnes) {
    const auto claim = decide(periodic_task(1, hours(1), kMonday), kMonday + hours(2) + seconds(5));
    EXPECT_EQ(claim.run, std::vector<Second>{kMonday + hours(2)});
    ASSERT_EQ(claim.hold.size(), 1U);
    EXPECT_EQ(claim.hold[0].through, kMonday + hours(1));
    EXPECT_TRUE(claim.hold[0].overtaken);
    EXPECT_TRUE(claim.skip.empty());
}

TEST(HeldDue, HoldsWhatIsMerelyLateAfterWhatWasMissed) {
    const auto claim = decide(periodic_task(1, seconds(10), kMonday), kMonday + seconds(95));
    ASSERT_EQ(claim.hold.size(), 1U);
    EXPECT_EQ(claim.hold[0].through, kMonday + seconds(80));
    EXPECT_EQ(claim.run, std::vector<Second>{kMonday + seconds(90)});
    EXPECT_TRUE(claim.skip.empty());
}

TEST(HeldDue, IsBoundedForEverySecondOverAMonth) {
    const auto claim = decide(periodic_task(1, seconds(1), kMonday), kMonday + days(30));
    ASSERT_EQ(claim.hold.size(), 1U);
    EXPECT_EQ(claim.hold[0].first, kMonday);
    EXPECT_EQ(claim.hold[0].count, 30 * 86'400) << "all but the last";
    EXPECT_LE(claim.hold[0].newest.size(), 1000U);
    EXPECT_GE(claim.hold[0].newest.size(), 500U);
    EXPECT_EQ(claim.hold[0].newest.back(), claim.hold[0].through);
    EXPECT_EQ(claim.run, std::vector<Second>{kMonday + days(30)});
}

TEST(HeldDue, WaitsForJitterBeforeAnythingCountsAsMissed) {
    auto task = periodic_task(1, hours(1), kMonday);
    task.jitter = minutes(10);
    EXPECT_TRUE(decide(task, kMonday + minutes(11)).hold.empty());
    EXPECT_EQ(decide(task, kMonday + minutes(11) + seconds(1)).hold.size(), 1U);
}

TEST(HeldDue, UsesUpTheCountOfWhatIsHeld) {
    auto task = periodic_task(1, hours(1), kMonday);
    task.remaining = 3;
    const auto claim = decide(task, kMonday + days(2));
    EXPECT_EQ(claim.remaining, 0);
    EXPECT_TRUE(claim.done);
    ASSERT_EQ(claim.hold.size(), 1U);
    EXPECT_EQ(claim.hold[0].newest.size(), 3U);
}

TEST(HeldDue, CountsFromNowWhereNoRunWillEnd) {
    auto task = periodic_task(1, minutes(10), kMonday);
    std::get<schedule::Every>(task.schedule.rule).after_finish = true;
    const auto claim = decide(task, kMonday + hours(2));
    EXPECT_TRUE(claim.run.empty());
    EXPECT_EQ(claim.hold.size(), 1U);
    EXPECT_EQ(claim.next_run_at, kMonday + hours(2) + minutes(10));
}

TEST(HeldDue, HoldsEachStretchBetweenExcludedDaysAndSkipsThese) {
    auto task = periodic_task(1, days(1), kMonday);
    task.schedule.days.only = {"workdays"};
    const schedule::Calendars calendars;
    const auto occurrences = schedule::Occurrences::of(task.schedule, calendars);
    ASSERT_TRUE(occurrences);
    const auto claim =
        decide_due(task, *occurrences, kMonday + days(9) + hours(1), WhenMissed::kAsk);
    ASSERT_EQ(claim.hold.size(), 2U);
    EXPECT_EQ(claim.hold[0].count, 5);
    EXPECT_EQ(claim.hold[1].first, kMonday + days(7));
    EXPECT_EQ(claim.hold[1].count, 3);
    ASSERT_EQ(claim.skip.size(), 1U);
    EXPECT_EQ(claim.skip[0].reason, model::RunReason::kCalendar);
}

}  // namespace
}  // namespace tasksched::daemon
