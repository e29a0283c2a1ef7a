#include "common/model/upcoming.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/unit/model/resolving.h"

namespace tasksched::model {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using Times = std::vector<time::Second>;

/// What a task of the spec has ahead of it after `from`, at most `most`.
std::vector<Occurrence> ahead(const Task& task, time::Second from, std::size_t most = 10) {
    std::vector<Occurrence> found;
    for (Upcoming upcoming(task, kBuiltInCalendars, from); upcoming.front() && found.size() < most;
         upcoming.pop()) {
        found.push_back(*upcoming.front());
    }
    return found;
}

Times starts(const Task& task, time::Second from, std::size_t most = 10) {
    Times found;
    for (const Occurrence& occurrence : ahead(task, from, most)) {
        found.push_back(occurrence.starts_at);
    }
    return found;
}

Task hourly(const char* count = nullptr) {
    TaskSpec spec = every("1h");
    if (count != nullptr) {
        spec.count = count;
    }
    return stored(spec).task;
}

TEST(Upcoming, BeginsWithTheNextRunOfTheTask) {
    EXPECT_EQ(starts(hourly(), now(), 3),
              (Times{now() + hours(1), now() + hours(2), now() + hours(3)}));
}

TEST(Upcoming, IsStrictlyAfterItsBegin) {
    EXPECT_EQ(starts(hourly(), now() + hours(1), 1), (Times{now() + hours(2)}));
    EXPECT_EQ(starts(hourly(), now() + hours(1) - seconds(1), 1), (Times{now() + hours(1)}));
}

TEST(Upcoming, EndsWithTheCount) {
    EXPECT_EQ(starts(hourly("2"), now()), (Times{now() + hours(1), now() + hours(2)}));
}

TEST(Upcoming, CountsWhatWillHaveBeenClaimedByItsBegin) {
    EXPECT_EQ(starts(hourly("3"), now() + hours(2)), (Times{now() + hours(3)}));
    EXPECT_TRUE(starts(hourly("3"), now() + hours(3)).empty());
    TaskSpec spec = cron("0 * * * *");
    spec.count = "3";
    EXPECT_EQ(starts(stored(spec).task, now() + hours(2)), (Times{now() + hours(3)}));
    EXPECT_TRUE(starts(stored(spec).task, now() + hours(1000)).empty());
}

TEST(Upcoming, EndsWithTheSchedule) {
    TaskSpec spec = every("1h");
    spec.until = "2026-11-24T14:30:00Z";
    EXPECT_EQ(starts(stored(spec).task, now()), (Times{now() + hours(1), now() + hours(2)}));
}

TEST(Upcoming, IsOneForATaskThatRunsOnce) {
    EXPECT_EQ(starts(stored(once("2026-11-25T09:00:00Z")).task, now()),
              (Times{at("2026-11-25T09:00:00Z")}));
}

TEST(Upcoming, IsTheNextOneAloneWhereThatIsCountedFromTheEndOfARun) {
    TaskSpec spec = every("1h");
    spec.after_finish = true;
    EXPECT_EQ(starts(stored(spec).task, now()), (Times{now() + hours(1)}));
    EXPECT_TRUE(starts(stored(spec).task, now() + hours(1)).empty());
}

TEST(Upcoming, IsNothingForATaskWithoutANextRun) {
    EXPECT_TRUE(starts(stored(cron("@reboot")).task, now()).empty());
    Task paused = hourly();
    paused.state = TaskState::kPaused;
    paused.next_run_at.reset();
    EXPECT_TRUE(starts(paused, now()).empty());
}

TEST(Upcoming, PassesOverWhatIsOverdue) {
    EXPECT_EQ(starts(hourly(), now() + hours(5), 1), (Times{now() + hours(6)}));
}

TEST(Upcoming, StartsWithTheJitterOfEachOccurrence) {
    Task task = hourly();
    task.jitter = seconds(1800);
    for (const Occurrence& occurrence : ahead(task, now())) {
        EXPECT_EQ(occurrence.starts_at, not_before(task, occurrence.scheduled_for));
    }
}

TEST(Upcoming, HasAnOccurrenceWhoseTimeHasPassedButNotItsJitter) {
    Task task = hourly();
    task.jitter = seconds(1800);
    const time::Second start = not_before(task, now() + hours(1));
    ASSERT_GT(start, now() + hours(1)) << "an id that draws no jitter shows nothing";
    const auto found = ahead(task, start - seconds(1), 1);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0], (Occurrence{now() + hours(1), start}));
    EXPECT_EQ(ahead(task, start, 1).at(0).scheduled_for, now() + hours(2));
}

TEST(Upcoming, StartsNoOccurrenceBeforeTheOneAheadOfIt) {
    Task task = hourly();
    task.jitter = hours(5);
    const auto found = ahead(task, now(), 200);
    ASSERT_EQ(found.size(), 200U);
    for (std::size_t i = 1; i < found.size(); ++i) {
        EXPECT_GE(found[i].starts_at, found[i - 1].starts_at);
        EXPECT_EQ(found[i].scheduled_for, found[i - 1].scheduled_for + hours(1));
    }
}

TEST(Upcoming, IsTheSameWhereverItBegins) {
    Task task = hourly("300");
    task.jitter = hours(3);
    const auto all = ahead(task, now(), 300);
    ASSERT_EQ(all.size(), 300U);
    for (const int begin : {1, 10, 77, 200}) {
        const time::Second from = now() + hours(begin);
        std::vector<Occurrence> later;
        for (const Occurrence& occurrence : all) {
            if (occurrence.starts_at > from) {
                later.push_back(occurrence);
            }
        }
        EXPECT_EQ(ahead(task, from, 300), later) << begin;
    }
}

TEST(RemainingAfter, IsTheCountUpToTheNextRun) {
    EXPECT_EQ(remaining_after(hourly("3"), kBuiltInCalendars, now()), 3);
    EXPECT_EQ(remaining_after(hourly("3"), kBuiltInCalendars, now() + hours(1)), 2);
    EXPECT_EQ(remaining_after(hourly("3"), kBuiltInCalendars, now() + hours(100)), 0);
    EXPECT_EQ(remaining_after(hourly(), kBuiltInCalendars, now() + hours(100)), std::nullopt);
}

/// A task that runs at noon, but not on weekends; it is a Tuesday.
Task workday_task(const char* policy, const char* count = nullptr) {
    TaskSpec spec = cron("0 12 * * *");
    spec.tz = "UTC";
    spec.only = {"workdays"};
    spec.if_excluded = policy;
    if (count != nullptr) {
        spec.count = count;
    }
    return stored(spec).task;
}

TEST(Upcoming, PassesOverDaysThatCalendarsExclude) {
    const Task task = workday_task("skip");
    EXPECT_EQ(starts(task, at("2026-11-26T12:00:00Z"), 2),
              (std::vector<time::Second>{at("2026-11-27T12:00:00Z"), at("2026-11-30T12:00:00Z")}));
}

TEST(Upcoming, CountsNoDaysThatCalendarsExclude) {
    const Task task = workday_task("skip", "5");
    EXPECT_EQ(starts(task, now(), 100).back(), at("2026-12-01T12:00:00Z"));
    EXPECT_EQ(starts(task, at("2026-11-28T12:00:00Z"), 100).size(), 2U);
    EXPECT_EQ(remaining_after(task, kBuiltInCalendars, at("2026-11-29T12:00:00Z")), 2);
}

TEST(Upcoming, BeginsWhereCalendarsThatHaveChangedMovedIt) {
    Task task = workday_task("after");
    task.next_run_at = at("2026-11-25T10:00:00Z");
    EXPECT_EQ(starts(task, now(), 2),
              (std::vector<time::Second>{at("2026-11-25T10:00:00Z"), at("2026-11-25T12:00:00Z")}));
}

TEST(Upcoming, IsNothingForATaskThatIsHeld) {
    Task task = workday_task("skip");
    task.schedule.days.only = {"gone"};
    EXPECT_TRUE(starts(task, now(), 10).empty());
}

}  // namespace
}  // namespace tasksched::model
