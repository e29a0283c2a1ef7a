#include "common/model/time_diff.h"

#include <gtest/gtest.h>

#include "tests/unit/model/resolving.h"

namespace tasksched::model {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;
using Changes = std::vector<TimeChange>;

TimeChange added(const char* to) { return {std::nullopt, at(to)}; }
TimeChange removed(const char* from) { return {at(from), std::nullopt}; }
TimeChange moved(const char* from, const char* to) { return {at(from), at(to)}; }

/// What an update of a task of `spec` by `change` makes of the days that follow.
TimeDiff diff(const TaskSpec& spec, const TaskSpec& change, days span = days(3)) {
    const ResolvedTask before = stored(spec);
    const auto after = resolve_update(change, before.task, before.payload, context());
    EXPECT_TRUE(after) << after.error().message;
    return diff_times(before.task, after->task, kBuiltInCalendars, now(), now() + span);
}

TaskSpec with(std::optional<std::string> TaskSpec::*member, const char* value) {
    TaskSpec change;
    change.*member = value;
    return change;
}

TEST(TimeDiff, MatchesTheStartsOfOneDate) {
    EXPECT_EQ(diff(cron("0 9 * * *"), with(&TaskSpec::cron, "30 17 * * *")).changes,
              (Changes{added("2026-11-24T16:30:00Z"),
                       moved("2026-11-25T08:00:00Z", "2026-11-25T16:30:00Z"),
                       moved("2026-11-26T08:00:00Z", "2026-11-26T16:30:00Z"),
                       removed("2026-11-27T08:00:00Z")}));
}

TEST(TimeDiff, MatchesSeveralOfADateInTheirOrder) {
    EXPECT_EQ(diff(cron("0 9,10,11 25 * *"), with(&TaskSpec::cron, "0 11,12,13,14 25 * *")).changes,
              (Changes{moved("2026-11-25T08:00:00Z", "2026-11-25T11:00:00Z"),
                       moved("2026-11-25T09:00:00Z", "2026-11-25T12:00:00Z"),
                       added("2026-11-25T13:00:00Z")}));
}

TEST(TimeDiff, AddsAndRemovesOnDifferentDates) {
    EXPECT_EQ(diff(cron("0 9 25 * *"), with(&TaskSpec::cron, "0 9 26 * *")).changes,
              (Changes{removed("2026-11-25T08:00:00Z"), added("2026-11-26T08:00:00Z")}));
}

TEST(TimeDiff, ReadsEachDateInItsOwnZone) {
    const TimeDiff found = diff(cron("30 0 26 * *"), with(&TaskSpec::tz, "America/New_York"));
    EXPECT_EQ(found.changes, (Changes{moved("2026-11-25T23:30:00Z", "2026-11-26T05:30:00Z")}));
}

TEST(TimeDiff, IsNothingWhereTheTimesStay) {
    EXPECT_TRUE(diff(cron("0 9 * * *"), with(&TaskSpec::retries, "3")).changes.empty());
    EXPECT_TRUE(diff(cron("0 9 * * *"), with(&TaskSpec::cron, "00 9 * * *")).changes.empty());
}

TEST(TimeDiff, TellsWhatACountCutsOff) {
    EXPECT_EQ(diff(cron("0 9 * * *"), with(&TaskSpec::count, "1")).changes,
              (Changes{removed("2026-11-26T08:00:00Z"), removed("2026-11-27T08:00:00Z")}));
}

TEST(TimeDiff, TellsTheMovesOfANewJitter) {
    const TimeDiff found = diff(cron("0 9 * * *"), with(&TaskSpec::jitter, "2h"));
    ASSERT_EQ(found.changes.size(), 3U);
    EXPECT_EQ(found.changes[0].from, at("2026-11-25T08:00:00Z"));
    EXPECT_GT(found.changes[0].to, at("2026-11-25T08:00:00Z"));
    EXPECT_LE(found.changes[0].to, at("2026-11-25T10:00:00Z"));
}

TEST(TimeDiff, StopsAtItsEnd) {
    const TimeDiff found = diff(cron("0 9 * * *"), with(&TaskSpec::cron, "0 10 * * *"), days(28));
    EXPECT_EQ(found.changes.size(), 28U);
    EXPECT_EQ(found.compared_until, std::nullopt);
}

TEST(TimeDiff, ComparesNoMoreThanItsBoundAndSaysSo) {
    const TimeDiff found =
        diff(cron("* * * * * *"), with(&TaskSpec::cron, "*/2 * * * * *"), days(28));
    ASSERT_TRUE(found.compared_until);
    EXPECT_EQ(*found.compared_until, now() + seconds(kMostCompared));
    EXPECT_EQ(found.changes.size(), kMostCompared / 2);
    EXPECT_EQ(found.changes.front(), (TimeChange{now() + seconds(1), std::nullopt}));
}

TEST(TimeDiff, ComparesBothToTheSameEndWhicheverHasMore) {
    const TimeDiff found =
        diff(cron("*/2 * * * * *"), with(&TaskSpec::cron, "* * * * * *"), days(28));
    EXPECT_EQ(found.compared_until, now() + seconds(kMostCompared));
    EXPECT_EQ(found.changes.size(), kMostCompared / 2);
    EXPECT_EQ(found.changes.front(), (TimeChange{std::nullopt, now() + seconds(1)}));
}

}  // namespace
}  // namespace tasksched::model
