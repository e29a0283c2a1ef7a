#include "common/schedule/occurrences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/schedule/day_story.h"

namespace tasksched::schedule {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using time::utc;

const std::vector<std::string> kChristmas{"2026-12-25", "2026-12-26", "2026-12-27"};

TEST(Occurrences, WithoutCalendarsAreTheSchedules) {
    const DayStory story("0 9 * * *", "UTC", IfExcluded::kAfter);
    EXPECT_FALSE(story.occurrences().have_calendars());
    EXPECT_THAT(story.told(utc(2026, 12, 24), 2),
                ElementsAre("2026-12-24T09:00:00Z", "2026-12-25T09:00:00Z"));
}

TEST(Occurrences, OnAnExcludedDayStayAndAreExcludedWhereTheyAreSkipped) {
    const auto story = DayStory("0 9 * * *", "UTC").except(kChristmas);
    EXPECT_THAT(
        story.told(utc(2026, 12, 24), 5),
        ElementsAre("2026-12-24T09:00:00Z", "-2026-12-25T09:00:00Z", "-2026-12-26T09:00:00Z",
                    "-2026-12-27T09:00:00Z", "2026-12-28T09:00:00Z"));
    EXPECT_EQ(story.occurrences().next_run(utc(2026, 12, 24, 9)), utc(2026, 12, 28, 9));
}

TEST(Occurrences, AreOnlyOnTheDaysOfACalendarAndNotOnThoseOfAnother) {
    DayStory story("0 9 * * *", "UTC");
    story.except(kChristmas);
    story.schedule.days.only = {"workdays"};
    EXPECT_THAT(
        story.told(utc(2026, 12, 24), 6),
        ElementsAre("2026-12-24T09:00:00Z", "-2026-12-25T09:00:00Z", "-2026-12-26T09:00:00Z",
                    "-2026-12-27T09:00:00Z", "2026-12-28T09:00:00Z", "2026-12-29T09:00:00Z"));
}

TEST(Occurrences, OfSeveralOnlyCalendarsAreOnTheDaysOfAny) {
    DayStory story("0 9 * * *", "UTC");
    story.add("a", {"2026-12-24"});
    story.add("b", {"2026-12-26"});
    story.schedule.days.only = {"a", "b"};
    EXPECT_THAT(
        story.told(utc(2026, 12, 24), 3),
        ElementsAre("2026-12-24T09:00:00Z", "-2026-12-25T09:00:00Z", "2026-12-26T09:00:00Z"));
}

TEST(Occurrences, BelongToTheDayOfTheirZone) {
    // 20:00 of the 24th in New York is the 25th in UTC.
    const auto story = DayStory("0 20 * * *", "America/New_York").except({"2026-12-25"});
    EXPECT_THAT(story.told(utc(2026, 12, 25), 2),
                ElementsAre("2026-12-24T20:00:00-05:00", "-2026-12-25T20:00:00-05:00"));
}

TEST(Occurrences, MoveToTheDayAfter) {
    const auto story = DayStory("0 9 25 * *", "UTC", IfExcluded::kAfter).except(kChristmas);
    EXPECT_THAT(
        story.told(utc(2026, 11, 1), 3),
        ElementsAre("2026-11-25T09:00:00Z", "2026-12-28T09:00:00Z", "2027-01-25T09:00:00Z"));
}

TEST(Occurrences, MoveToTheDayBefore) {
    const auto story = DayStory("0 9 26 * *", "UTC", IfExcluded::kBefore).except(kChristmas);
    EXPECT_THAT(
        story.told(utc(2026, 11, 1), 3),
        ElementsAre("2026-11-26T09:00:00Z", "2026-12-24T09:00:00Z", "2027-01-26T09:00:00Z"));
}

TEST(Occurrences, MoveOverTheEndOfTheYear) {
    const std::vector<std::string> turn{"2026-12-31", "2027-01-01", "2027-01-02"};
    EXPECT_THAT(
        DayStory("0 9 1 1 *", "UTC", IfExcluded::kBefore).except(turn).told(utc(2026, 1, 2), 1),
        ElementsAre("2026-12-30T09:00:00Z"));
    EXPECT_THAT(
        DayStory("0 9 31 12 *", "UTC", IfExcluded::kAfter).except(turn).told(utc(2026, 1, 2), 1),
        ElementsAre("2027-01-03T09:00:00Z"));
}

TEST(Occurrences, ThatComeToTheSameInstantAreOne) {
    EXPECT_THAT(
        DayStory("0 9 * * *", "UTC", IfExcluded::kAfter)
            .except(kChristmas)
            .told(utc(2026, 12, 24), 3),
        ElementsAre("2026-12-24T09:00:00Z", "2026-12-28T09:00:00Z", "2026-12-29T09:00:00Z"));
    EXPECT_THAT(DayStory("0 9 * * *", "UTC", IfExcluded::kBefore)
                    .except(kChristmas)
                    .told(utc(2026, 12, 24), 2),
                ElementsAre("2026-12-24T09:00:00Z", "2026-12-28T09:00:00Z"));
}

TEST(Occurrences, ThatComeToTheSameDayAtOtherTimesAreAll) {
    // 25 December is a Friday and moves to Monday, beside Monday's own.
    const auto story = DayStory("0 9,17 * * 5,1", "UTC", IfExcluded::kAfter).except(kChristmas);
    EXPECT_THAT(
        story.told(utc(2026, 12, 24), 3),
        ElementsAre("2026-12-28T09:00:00Z", "2026-12-28T17:00:00Z", "2027-01-01T09:00:00Z"));
}

TEST(Occurrences, ThatComeToTheSameDayAreInTheOrderOfTheirTimes) {
    // Friday's 17:00 and Sunday's 7:00 both come to Monday.
    DayStory story("0 0 * * *", "UTC", IfExcluded::kAfter);
    story.except(kChristmas);
    story.schedule.rule = Every{.period = *parse_period("38h")};
    story.schedule.start = utc(2026, 12, 25, 17);
    EXPECT_THAT(
        story.told(utc(2026, 12, 25), 3),
        ElementsAre("2026-12-28T07:00:00Z", "2026-12-28T17:00:00Z", "2026-12-28T21:00:00Z"));
}

TEST(Occurrences, MoveAtTheSameLocalTimeOverATimeChange) {
    // The clocks of Paris go forward on 29 March 2026, a Sunday.
    const auto story =
        DayStory("0 9 28 * *", "Europe/Paris", IfExcluded::kAfter).except({"2026-03-28"});
    EXPECT_THAT(story.told(utc(2026, 3, 20), 1), ElementsAre("2026-03-29T09:00:00+02:00"));
}

TEST(Occurrences, MovedIntoAGapComeAtItsEnd) {
    const auto story =
        DayStory("0,30 2 28 * *", "Europe/Paris", IfExcluded::kAfter).except({"2026-03-28"});
    EXPECT_THAT(story.told(utc(2026, 3, 20), 2),
                ElementsAre("2026-03-29T03:00:00+02:00", "2026-04-28T02:00:00+02:00"));
}

TEST(Occurrences, MovedToARepeatedTimeComeTheFirstTime) {
    const auto story =
        DayStory("30 2 24 * *", "Europe/Paris", IfExcluded::kAfter).except({"2026-10-24"});
    EXPECT_THAT(story.told(utc(2026, 10, 20), 2),
                ElementsAre("2026-10-25T02:30:00+02:00", "2026-11-24T02:30:00+01:00"));
}

TEST(Occurrences, AreNotMovedToADayThatTheZoneHasNot) {
    // Samoa had no 30 December 2011.
    EXPECT_THAT(DayStory("0 9 29 * *", "Pacific/Apia", IfExcluded::kAfter)
                    .except({"2011-12-29"})
                    .told(utc(2011, 12, 1), 1),
                ElementsAre("2011-12-31T09:00:00+14:00"));
    EXPECT_THAT(DayStory("0 9 31 12 *", "Pacific/Apia", IfExcluded::kBefore)
                    .except({"2011-12-31"})
                    .told(utc(2011, 12, 1), 1),
                ElementsAre("2011-12-29T09:00:00-10:00"));
}

TEST(Occurrences, StayExcludedWhereNoDayIsNear) {
    DayStory story("0 9 1 1,7 *", "UTC", IfExcluded::kAfter);
    story.only({"2030-01-01"});
    EXPECT_THAT(story.told(utc(2028, 6, 1), 4),
                ElementsAre("-2028-07-01T09:00:00Z", "2030-01-01T09:00:00Z",
                            "-2030-07-01T09:00:00Z", "-2031-01-01T09:00:00Z"));
    EXPECT_EQ(story.occurrences().next_run(utc(2030, 1, 2)), std::nullopt);
}

TEST(Occurrences, DoNotRunAgainOnlyBecauseCalendarsEnd) {
    DayStory story("0 9 25 12 *", "UTC");
    std::vector<std::string> dates;
    for (int year = 2100; year <= 2200; ++year) {
        dates.push_back(std::to_string(year) + "-12-25");
    }
    story.except(dates);
    EXPECT_EQ(story.occurrences().next_run(utc(2100, 1, 1)), std::nullopt);
    EXPECT_EQ(story.occurrences().next_run(utc(2201, 1, 1)), utc(2201, 12, 25, 9));
}

TEST(Occurrences, OfOneInstantMoveToo) {
    DayStory story("0 0 * * *", "UTC", IfExcluded::kBefore);
    story.except({"2026-12-25"});
    story.schedule.rule = Once{utc(2026, 12, 25, 9)};
    EXPECT_EQ(story.occurrences().next(utc(2026, 12, 1)), utc(2026, 12, 24, 9));
    EXPECT_EQ(story.occurrences().next(utc(2026, 12, 24, 9)), std::nullopt);
    story.schedule.days.if_excluded = IfExcluded::kSkip;
    EXPECT_EQ(story.occurrences().next_run(utc(2026, 12, 1)), std::nullopt);
}

TEST(Occurrences, HeedTheBoundsBeforeTheyMove) {
    auto story = DayStory("0 9 * * *", "UTC", IfExcluded::kAfter).except(kChristmas);
    story.schedule.until = utc(2026, 12, 26);
    EXPECT_THAT(story.told(utc(2026, 12, 24), 5),
                ElementsAre("2026-12-24T09:00:00Z", "2026-12-28T09:00:00Z"));
}

TEST(Occurrences, OfAPeriodMove) {
    DayStory story("0 0 * * *", "UTC", IfExcluded::kAfter);
    story.schedule.rule = Every{.period = *parse_period("1mo")};
    story.schedule.start = utc(2026, 10, 31, 8);
    story.schedule.days.only = {"workdays"};
    EXPECT_THAT(
        story.told(utc(2026, 10, 1), 3),
        ElementsAre("2026-11-02T08:00:00Z", "2026-11-30T08:00:00Z", "2026-12-31T08:00:00Z"));
}

TEST(Occurrences, AreCountedAndTheLatestIsFound) {
    const auto story = DayStory("0 9 * * *", "UTC", IfExcluded::kAfter).except(kChristmas);
    const auto all = story.occurrences();
    EXPECT_EQ(all.latest(utc(2026, 12, 20), utc(2026, 12, 28, 8)), utc(2026, 12, 24, 9));
    EXPECT_EQ(all.latest(utc(2026, 12, 20), utc(2026, 12, 28, 9)), utc(2026, 12, 28, 9));
    EXPECT_EQ(all.count(utc(2026, 12, 20), utc(2026, 12, 29), 100), 6);
    EXPECT_EQ(all.count(utc(2026, 12, 20), utc(2026, 12, 29), 5), std::nullopt);
}

TEST(Occurrences, TellHowLongTheDaysAreAlike) {
    const auto story = DayStory("0 9 * * *", "UTC").except(kChristmas);
    const auto all = story.occurrences();
    EXPECT_EQ(all.same_until(utc(2026, 12, 25, 9), utc(2027, 1, 1)),
              utc(2026, 12, 28) - seconds{1});
    EXPECT_EQ(all.same_until(utc(2026, 12, 20, 9), utc(2027, 1, 1)),
              utc(2026, 12, 25) - seconds{1});
    EXPECT_EQ(all.same_until(utc(2026, 12, 28, 9), utc(2027, 1, 1)), utc(2027, 1, 1));
}

TEST(Occurrences, AreRefusedWithoutTheirCalendar) {
    DayStory story("0 9 * * *", "UTC");
    story.schedule.days.except = {"holidays"};
    const auto refused = Occurrences::of(story.schedule, story.calendars);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("no calendar 'holidays'"));
}

TEST(Occurrences, AreFoundFastWhereAllButOneDayAYearAreExcluded) {
    DayStory story("* * * * * *", "Europe/Paris", IfExcluded::kBefore);
    story.only({"2027-01-01", "2028-01-01"});
    EXPECT_EQ(story.occurrences().next(utc(2027, 1, 2)), utc(2027, 12, 31, 23));
}

}  // namespace
}  // namespace tasksched::schedule
