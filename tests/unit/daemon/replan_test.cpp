#include "daemon/scheduler/replan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "common/time/time_text.h"

namespace tasksched::daemon {
namespace {

using schedule::IfExcluded;
using time::Second;

Second at(const char* text) { return time::parse_time(text, Second{}, time::Zone()).value().at; }

/// In UTC.
schedule::Schedule by_cron(const char* expression) {
    return {
        .rule = *schedule::CronExpression::parse(expression), .zone = {}, .start = {}, .until = {}};
}

/// A monthly task, and what its calendar excludes now.
struct Story {
    schedule::Schedule schedule;
    schedule::Calendars calendars{};
    bool has_run = false;

    Story(IfExcluded policy, const std::vector<const char*>& excluded)
        : schedule(by_cron("0 9 25 * *")) {
        schedule.days = {.only = {}, .except = {"holidays"}, .if_excluded = policy};
        std::vector<schedule::Day> holidays;
        holidays.reserve(excluded.size());
        for (const char* day : excluded) {
            holidays.push_back(schedule::parse_day(day).value());
        }
        calendars.add("holidays", schedule::DaySet(std::move(holidays)));
    }

    [[nodiscard]] std::optional<Second> due(const char* pending, const char* now) const {
        const auto occurrences = schedule::Occurrences::of(schedule, calendars).value();
        return replanned(occurrences, at(pending), at(now), [this](Second) { return has_run; });
    }
};

TEST(Replanned, IsAsBeforeWhereTheDayIsStillAllowed) {
    const Story story(IfExcluded::kAfter, {"2026-12-24"});
    EXPECT_EQ(story.due("2026-12-25T09:00:00Z", "2026-12-20T00:00:00Z"),
              at("2026-12-25T09:00:00Z"));
}

TEST(Replanned, MovesWithADayThatIsExcludedNow) {
    EXPECT_EQ(Story(IfExcluded::kAfter, {"2026-12-25"})
                  .due("2026-12-25T09:00:00Z", "2026-12-20T00:00:00Z"),
              at("2026-12-26T09:00:00Z"));
    EXPECT_EQ(Story(IfExcluded::kBefore, {"2026-12-25"})
                  .due("2026-12-25T09:00:00Z", "2026-12-20T00:00:00Z"),
              at("2026-12-24T09:00:00Z"));
}

TEST(Replanned, MovesOnFromADayToWhichItWasMoved) {
    const Story story(IfExcluded::kAfter, {"2026-12-25", "2026-12-26"});
    EXPECT_EQ(story.due("2026-12-26T09:00:00Z", "2026-12-20T00:00:00Z"),
              at("2026-12-27T09:00:00Z"));
}

TEST(Replanned, IsDueAtOnceWhereItIsMovedIntoThePast) {
    Story story(IfExcluded::kBefore, {"2026-12-25"});
    EXPECT_EQ(story.due("2026-12-25T09:00:00Z", "2026-12-24T12:00:00Z"),
              at("2026-12-24T09:00:00Z"));
    story.has_run = true;
    EXPECT_EQ(story.due("2026-12-25T09:00:00Z", "2026-12-24T12:00:00Z"),
              at("2027-01-25T09:00:00Z"));
}

TEST(Replanned, KeepsWhatIsOverdue) {
    Story story(IfExcluded::kAfter, {});
    story.has_run = true;  // not asked: it stays where it is
    EXPECT_EQ(story.due("2026-12-25T09:00:00Z", "2026-12-28T00:00:00Z"),
              at("2026-12-25T09:00:00Z"));
}

TEST(Replanned, ComesEarlierWhereADayIsNotExcludedAnyMore) {
    EXPECT_EQ(Story(IfExcluded::kAfter, {}).due("2026-12-28T09:00:00Z", "2026-12-24T00:00:00Z"),
              at("2026-12-25T09:00:00Z"));
}

TEST(Replanned, StaysWhereItWasMovedToOnceItsOwnTimeIsOver) {
    EXPECT_EQ(Story(IfExcluded::kAfter, {}).due("2026-12-28T09:00:00Z", "2026-12-26T00:00:00Z"),
              at("2026-12-28T09:00:00Z"));
}

/// A task by cron, and the occurrences that have a record.
struct Plan {
    schedule::Schedule schedule;
    std::vector<Second> recorded{};

    explicit Plan(const char* cron) : schedule(by_cron(cron)) {}

    [[nodiscard]] std::optional<Second> by_zone(const char* pending, const char* now) const {
        return replanned_by_zone(occurrences(), at(pending), at(now), has_run());
    }
    [[nodiscard]] Second by_clock(const char* pending, const char* now) const {
        return replanned_by_clock(occurrences(), at(pending), at(now), has_run());
    }

  private:
    [[nodiscard]] schedule::Occurrences occurrences() const {
        static const schedule::Calendars kNone;
        return schedule::Occurrences::of(schedule, kNone).value();
    }
    [[nodiscard]] std::function<bool(Second)> has_run() const {
        return [this](Second occurrence) {
            return std::find(recorded.begin(), recorded.end(), occurrence) != recorded.end();
        };
    }
};

TEST(ReplannedByZone, StaysWhereItIsAnOccurrence) {
    const Plan plan("0 9,10 * * *");
    EXPECT_EQ(plan.by_zone("2026-12-25T10:00:00Z", "2026-12-25T08:00:00Z"),
              at("2026-12-25T10:00:00Z"));
}

TEST(ReplannedByZone, MovesToTheSameTimeOfItsDay) {
    const Plan plan("0 9 * * *");
    EXPECT_EQ(plan.by_zone("2026-12-25T08:00:00Z", "2026-12-24T08:30:00Z"),
              at("2026-12-25T09:00:00Z"))
        << "today it ran at 8, when the zone was an hour ahead: not once more at 9";
    EXPECT_EQ(plan.by_zone("2026-12-25T10:00:00Z", "2026-12-25T08:30:00Z"),
              at("2026-12-25T09:00:00Z"));
}

TEST(ReplannedByZone, IsDueAtOnceWhereItsTimeIsOverByNow) {
    Plan plan("0 9 * * *");
    EXPECT_EQ(plan.by_zone("2026-12-25T10:00:00Z", "2026-12-25T09:30:00Z"),
              at("2026-12-25T09:00:00Z"));
    plan.recorded = {at("2026-12-25T09:00:00Z")};
    EXPECT_EQ(plan.by_zone("2026-12-25T10:00:00Z", "2026-12-25T09:30:00Z"),
              at("2026-12-26T09:00:00Z"));
}

TEST(ReplannedByZone, StaysWhereItIsOverdue) {
    const Plan plan("0 9 * * *");
    EXPECT_EQ(plan.by_zone("2026-12-25T10:00:00Z", "2026-12-25T10:00:00Z"),
              at("2026-12-25T10:00:00Z"));
}

TEST(ReplannedByClock, ComesBackFromATimeThatIsNotNear) {
    const Plan plan("0 9 * * *");
    EXPECT_EQ(plan.by_clock("2029-01-01T09:00:00Z", "2026-12-25T10:00:00Z"),
              at("2026-12-26T09:00:00Z"));
}

TEST(ReplannedByClock, DoesNotRepeatWhatHasARecord) {
    Plan plan("* * * * *");
    plan.recorded = {at("2026-12-25T10:01:00Z"), at("2026-12-25T10:02:00Z")};
    EXPECT_EQ(plan.by_clock("2026-12-25T10:30:00Z", "2026-12-25T10:00:10Z"),
              at("2026-12-25T10:03:00Z"));
    EXPECT_EQ(plan.by_clock("2026-12-25T10:03:00Z", "2026-12-25T10:00:10Z"),
              at("2026-12-25T10:03:00Z"));
}

TEST(ReplannedByClock, StaysWhereNothingComesEarlier) {
    const Plan plan("0 9 * * *");
    EXPECT_EQ(plan.by_clock("2026-12-26T09:00:00Z", "2026-12-25T10:00:00Z"),
              at("2026-12-26T09:00:00Z"));
    EXPECT_EQ(plan.by_clock("2026-12-24T09:00:00Z", "2026-12-25T10:00:00Z"),
              at("2026-12-24T09:00:00Z"));
}

TEST(ReplannedByClock, CountsAPeriodFromTheEndOfRunsFromNow) {
    Plan plan("0 9 * * *");
    plan.schedule.rule =
        schedule::Every{.period = *schedule::parse_period("1h"), .after_finish = true};
    EXPECT_EQ(plan.by_clock("2029-01-01T09:00:00Z", "2026-12-25T10:00:00Z"),
              at("2026-12-25T11:00:00Z"));
    EXPECT_EQ(plan.by_clock("2026-12-25T10:20:00Z", "2026-12-25T10:00:00Z"),
              at("2026-12-25T10:20:00Z"));
}

}  // namespace
}  // namespace tasksched::daemon
