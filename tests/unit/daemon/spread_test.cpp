#include "daemon/scheduler/spread.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "daemon/scheduler/due.h"
#include "tests/unit/daemon/tasks.h"

namespace tasksched::daemon {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using time::Second;

store::Claim claim_of(std::int64_t task, std::vector<Second> run) {
    store::Claim claim;
    claim.task_id = model::TaskId{task};
    claim.run = std::move(run);
    return claim;
}

/// How late the only run of a one-off of that id starts.
seconds delay_of(std::int64_t task, seconds length, std::optional<seconds> deadline = {}) {
    auto claim = claim_of(task, {kMonday});
    spread(claim, kMonday + hours(8), length, deadline);
    return claim.not_before.empty() ? seconds{0} : claim.not_before.front() - kMonday - hours(8);
}

TEST(SpreadLength, GrowsWithTheNumberUpToTheBound) {
    EXPECT_EQ(spread_length(0, minutes(5)), seconds(0));
    EXPECT_EQ(spread_length(kFewMissed, minutes(5)), seconds(0)) << "few start at once";
    EXPECT_EQ(spread_length(11, minutes(5)), seconds(2));
    EXPECT_EQ(spread_length(100, minutes(5)), seconds(10));
    EXPECT_EQ(spread_length(3000, minutes(5)), minutes(5));
    EXPECT_EQ(spread_length(1'000'000'000'000'000'000, minutes(5)), minutes(5));
    EXPECT_EQ(spread_length(1000, seconds(1)), seconds(1));
}

TEST(Spread, ConcernsClaimsWhoseFirstRunWasMissed) {
    auto claim = claim_of(1, {kMonday});
    EXPECT_FALSE(makes_up(claim, kMonday + kMissedAfter));
    EXPECT_TRUE(makes_up(claim, kMonday + kMissedAfter + seconds(1)));
    claim.jitter = minutes(10);
    EXPECT_FALSE(makes_up(claim, kMonday + kMissedAfter + minutes(10)));
    EXPECT_FALSE(makes_up(claim_of(1, {}), kMonday + hours(1)));
}

TEST(Spread, LeavesRunsAloneWithoutALength) {
    auto claim = claim_of(1, {kMonday});
    spread(claim, kMonday + hours(1), seconds(0), {});
    EXPECT_TRUE(claim.not_before.empty());
}

TEST(Spread, PutsTasksEvenlyOverTheLength) {
    constexpr int kTasks = 3000;
    constexpr int kParts = 10;
    std::vector<int> parts(kParts);
    for (int task = 1; task <= kTasks; ++task) {
        const seconds delay = delay_of(task, minutes(5));
        ASSERT_GE(delay, seconds(0));
        ASSERT_LE(delay, minutes(5));
        ++parts[static_cast<std::size_t>(std::min<std::int64_t>(delay.count() / 30, kParts - 1))];
    }
    for (const int part : parts) {
        EXPECT_NEAR(part, kTasks / kParts, kTasks / kParts / 3);
    }
}

TEST(Spread, DrawsTheSameForTheSameTaskAndOccurrence) {
    EXPECT_EQ(delay_of(7, minutes(5)), delay_of(7, minutes(5)));
}

TEST(Spread, KeepsTheOrderOfATasksRuns) {
    for (int task = 1; task <= 50; ++task) {
        std::vector<Second> runs;
        for (int i = 0; i < 1000; ++i) {
            runs.push_back(kMonday + minutes(i));
        }
        auto claim = claim_of(task, runs);
        const Second now = kMonday + hours(20);
        spread(claim, now, minutes(5), minutes(600));
        ASSERT_EQ(claim.not_before.size(), 1000U);
        EXPECT_TRUE(std::is_sorted(claim.not_before.begin(), claim.not_before.end()));
        EXPECT_GE(claim.not_before.front(), now);
        EXPECT_LE(claim.not_before.back(), now + minutes(5));
        EXPECT_GE(claim.not_before.back() - claim.not_before.front(), minutes(4));
    }
}

TEST(Spread, LeavesTimeForTheNextOccurrence) {
    auto claim = claim_of(1, {kMonday});
    const Second now = kMonday + minutes(50);
    for (int task = 1; task <= 50; ++task) {
        claim = claim_of(task, {kMonday});
        claim.next_run_at = now + minutes(2);
        spread(claim, now, minutes(5), {});
        EXPECT_LE(claim.not_before.front(), now + minutes(1));
    }
}

TEST(Spread, LeavesTimeUntilTheDeadline) {
    for (int task = 1; task <= 50; ++task) {
        EXPECT_LE(delay_of(task, minutes(5), hours(8) + seconds(20)), seconds(10));
    }
}

}  // namespace
}  // namespace tasksched::daemon
