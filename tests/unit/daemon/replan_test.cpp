#include "daemon/scheduler/replan.h"

#include <gtest/gtest.h>

#include "common/time/time_text.h"

namespace tasksched::daemon {
namespace {

using schedule::IfExcluded;
using time::Second;

Second at(const char* text) { return time::parse_time(text, Second{}, time::Zone()).value().at; }

/// A monthly task, and what its calendar excludes now.
struct Story {
    schedule::Schedule schedule;
    schedule::Calendars calendars{};
    bool has_run = false;

    Story(IfExcluded policy, const std::vector<const char*>& excluded)
        : schedule{.rule = *schedule::CronExpression::parse("0 9 25 * *"),
                   .zone = {},
                   .start = {},
                   .until = {}} {
        schedule.days = {.only = {}, .except = {"holidays"}, .if_excluded = policy};
        std::vector<schedule::Day> days;
        for (const char* day : excluded) {
            days.push_back(schedule::parse_day(day).value());
        }
        calendars.add("holidays", schedule::DaySet(std::move(days)));
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

}  // namespace
}  // namespace tasksched::daemon
