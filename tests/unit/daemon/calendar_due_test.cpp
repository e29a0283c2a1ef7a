// What becomes of due tasks that name calendars.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/scheduler/due.h"
#include "tests/unit/daemon/tasks.h"

namespace tasksched::daemon {
namespace {

using model::RunReason;
using schedule::Day;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using time::Second;

/// "kMonday + 1 day" and so on are excluded: numbers count the days from kMonday.
schedule::Calendars holidays(const std::vector<int>& numbers) {
    std::vector<Day> excluded;
    excluded.reserve(numbers.size());
    for (const int number : numbers) {
        excluded.push_back(Day{kMonday.time_since_epoch() / days{1} * days{1}} + days{number});
    }
    schedule::Calendars calendars;
    calendars.add("holidays", schedule::DaySet(std::move(excluded)));
    return calendars;
}

/// A task that runs every `period`, but not on holidays.
model::Task workday_task(std::chrono::seconds period, Second next_run_at) {
    auto task = periodic_task(1, period, next_run_at);
    task.schedule.days.except = {"holidays"};
    return task;
}

store::Claim decide(const model::Task& task, const schedule::Calendars& calendars, Second now) {
    return decide_due(task, schedule::Occurrences::of(task.schedule, calendars).value(), now);
}

/// A skip as text: "calendar 24h..48h 2", its times counted from kMonday.
std::vector<std::string> told(const std::vector<store::Skip>& skips) {
    std::vector<std::string> lines;
    lines.reserve(skips.size());
    const auto hours_of = [](Second at) { return (at - kMonday) / hours(1); };
    for (const store::Skip& skip : skips) {
        lines.push_back(fmt::format("{} {}h..{}h {}", model::to_string(skip.reason),
                                    hours_of(skip.first), hours_of(skip.through),
                                    skip.count.value_or(-1)));
    }
    return lines;
}

TEST(DueWithCalendars, SkipAnExcludedOccurrenceWhenItComes) {
    const auto task = workday_task(hours(24), kMonday + days(1));
    const auto claim = decide(task, holidays({1}), kMonday + days(1));
    EXPECT_THAT(claim.run, IsEmpty());
    EXPECT_THAT(told(claim.skip), ElementsAre("calendar 24h..24h 1"));
    EXPECT_EQ(claim.next_run_at, kMonday + days(2));
    EXPECT_FALSE(claim.done);
}

TEST(DueWithCalendars, RunOnOtherDays) {
    const auto task = workday_task(hours(24), kMonday);
    const auto claim = decide(task, holidays({1}), kMonday);
    EXPECT_THAT(claim.run, ElementsAre(kMonday));
    EXPECT_THAT(claim.skip, IsEmpty());
    EXPECT_EQ(claim.next_run_at, kMonday + days(1));
}

TEST(DueWithCalendars, EndAOneOffThatIsExcludedWithARecord) {
    auto task = single_task(1, kMonday);
    task.schedule.days.except = {"holidays"};
    const auto claim = decide(task, holidays({0}), kMonday);
    EXPECT_THAT(claim.run, IsEmpty());
    EXPECT_THAT(told(claim.skip), ElementsAre("calendar 0h..0h 1"));
    EXPECT_TRUE(claim.done);
}

TEST(DueWithCalendars, TellWhatTheCalendarSkipsFromWhatWasMissed) {
    const auto task = workday_task(hours(12), kMonday);
    const auto claim = decide(task, holidays({1, 2}), kMonday + days(4) + hours(1));
    EXPECT_THAT(claim.run, ElementsAre(kMonday + days(4)));
    EXPECT_THAT(told(claim.skip),
                ElementsAre("catch-up 0h..12h 2", "calendar 24h..60h 4", "catch-up 72h..84h 2"));
}

TEST(DueWithCalendars, MakeUpTheLatestThatIsNotExcluded) {
    const auto task = workday_task(hours(24), kMonday);
    const auto claim = decide(task, holidays({2, 3}), kMonday + days(3) + hours(5));
    EXPECT_THAT(claim.run, ElementsAre(kMonday + days(1)));
    EXPECT_THAT(told(claim.skip), ElementsAre("catch-up 0h..0h 1", "calendar 48h..72h 2"));
}

TEST(DueWithCalendars, MakeUpAllThatAreNotExcluded) {
    auto task = workday_task(hours(24), kMonday);
    task.policies.catch_up = model::CatchUp::kAll;
    const auto claim = decide(task, holidays({1, 3}), kMonday + days(4));
    EXPECT_THAT(claim.run, ElementsAre(kMonday, kMonday + days(2), kMonday + days(4)));
    EXPECT_THAT(told(claim.skip), ElementsAre("calendar 24h..24h 1", "calendar 72h..72h 1"));
}

TEST(DueWithCalendars, BoundWhatCatchUpAllMakesUpByWhatIsNotExcluded) {
    auto task = workday_task(minutes(1), kMonday);
    task.policies.catch_up = model::CatchUp::kAll;
    // Day 2 has 721 times up to noon; day 1 has none; of day 0 at most the other 279 are left.
    const auto claim = decide(task, holidays({1}), kMonday + days(2) + hours(12));
    EXPECT_LE(claim.run.size(), static_cast<std::size_t>(kMaxCatchUp));
    EXPECT_GT(claim.run.size(), 721U + 100U);
    EXPECT_LT(claim.run.front(), kMonday + days(1));
    ASSERT_EQ(claim.skip.size(), 2U);
    EXPECT_EQ(claim.skip[0].reason, RunReason::kCatchUp);
    EXPECT_EQ(claim.skip[1].reason, RunReason::kCalendar);
    EXPECT_EQ(claim.skip[1].count, std::int64_t{1440});
}

TEST(DueWithCalendars, MakeUpNothingWithCatchUpNone) {
    auto task = workday_task(hours(24), kMonday);
    task.policies.catch_up = model::CatchUp::kNone;
    const auto claim = decide(task, holidays({1}), kMonday + days(2) + hours(1));
    EXPECT_THAT(claim.run, IsEmpty());
    EXPECT_THAT(told(claim.skip),
                ElementsAre("catch-up 0h..0h 1", "calendar 24h..24h 1", "catch-up 48h..48h 1"));
}

TEST(DueWithCalendars, KeepTheRecordsOfADeadlineApart) {
    auto task = workday_task(hours(24), kMonday);
    task.policies.catch_up = model::CatchUp::kAll;
    task.policies.deadline = hours(30);
    const auto claim = decide(task, holidays({2}), kMonday + days(5));
    EXPECT_THAT(claim.run, ElementsAre(kMonday + days(4), kMonday + days(5)));
    EXPECT_THAT(told(claim.skip),
                ElementsAre("calendar 48h..48h 1", "deadline 0h..24h 2", "deadline 72h..72h 1"));
}

TEST(DueWithCalendars, UseUpNothingOfACountWhereTheyAreSkipped) {
    auto task = workday_task(hours(24), kMonday);
    task.remaining = 2;
    const auto first = decide(task, holidays({0, 1}), kMonday);
    EXPECT_EQ(first.remaining, 2);
    EXPECT_FALSE(first.done);
    const auto all = decide(task, holidays({0, 1}), kMonday + days(9));
    EXPECT_EQ(all.remaining, 0);
    EXPECT_TRUE(all.done);
    EXPECT_THAT(all.run, ElementsAre(kMonday + days(3)));
    EXPECT_THAT(told(all.skip), ElementsAre("calendar 0h..24h 2", "catch-up 48h..48h 1"));
}

TEST(DueWithCalendars, GoOnOnePeriodAfterASkipWhereTheyCountFromTheEndOfARun) {
    auto task = workday_task(hours(24), kMonday);
    std::get<schedule::Every>(task.schedule.rule).after_finish = true;
    const auto claim = decide(task, holidays({0}), kMonday + minutes(1));
    EXPECT_THAT(claim.run, IsEmpty());
    EXPECT_THAT(told(claim.skip), ElementsAre("calendar 0h..0h 1"));
    EXPECT_EQ(claim.next_run_at, kMonday + days(1) + minutes(1));
}

TEST(DueWithCalendars, RunMovedOccurrencesAtTheirNewTimes) {
    auto task = workday_task(hours(24), kMonday);
    task.schedule.days.if_excluded = schedule::IfExcluded::kAfter;
    const auto claim = decide(task, holidays({1, 2}), kMonday);
    EXPECT_THAT(claim.run, ElementsAre(kMonday));
    EXPECT_EQ(claim.next_run_at, kMonday + days(3));
}

TEST(DueWithCalendars, SkipAMovedOccurrenceThatFindsNoDay) {
    auto task = workday_task(hours(24), kMonday);
    task.schedule.days = {
        .only = {"holidays"}, .except = {}, .if_excluded = schedule::IfExcluded::kAfter};
    const auto claim = decide(task, holidays({}), kMonday);
    EXPECT_THAT(claim.run, IsEmpty());
    EXPECT_THAT(told(claim.skip), ElementsAre("calendar 0h..0h 1"));
    EXPECT_EQ(claim.next_run_at, kMonday + days(1));
}

TEST(DueWithCalendars, RunAnOccurrenceThatWasMovedThereByCalendarsThatHaveChanged) {
    auto task = workday_task(hours(24), kMonday + hours(5));  // none of its own times
    task.schedule.days.if_excluded = schedule::IfExcluded::kAfter;
    for (const auto policy : {model::CatchUp::kLatest, model::CatchUp::kAll}) {
        task.policies.catch_up = policy;
        const auto claim = decide(task, holidays({}), kMonday + hours(5));
        EXPECT_THAT(claim.run, ElementsAre(kMonday + hours(5)));
        EXPECT_EQ(claim.next_run_at, kMonday + days(1));
    }
    task.policies.catch_up = model::CatchUp::kNone;
    const auto missed = decide(task, holidays({}), kMonday + hours(6));
    EXPECT_THAT(told(missed.skip), ElementsAre("catch-up 5h..5h 1"));
}

TEST(DueWithCalendars, CostLittleAfterThirtyYears) {
    auto task = workday_task(seconds(1), kMonday);
    task.schedule.days = {.only = {"workdays"}, .except = {}};
    const auto claim = decide(task, {}, kMonday + days(365 * 30));
    ASSERT_FALSE(claim.skip.empty());
    EXPECT_EQ(claim.run.size(), 1U);
    EXPECT_EQ(claim.skip.front().reason, RunReason::kCatchUp);
    EXPECT_EQ(claim.skip.front().first, kMonday);
    EXPECT_LT(claim.skip.size(), 130U);
}

}  // namespace
}  // namespace tasksched::daemon
