#include "common/schedule/month_days.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tasksched::schedule {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The days that the day and day-of-week fields allow in a month of `length` days that begins on
/// `first_weekday` (0 is Sunday).
std::vector<unsigned> days(const std::string& day, const std::string& weekday, unsigned length,
                           unsigned first_weekday) {
    const auto cron = CronExpression::parse("0 0 " + day + " * " + weekday);
    EXPECT_TRUE(cron) << cron.error().message;
    const std::uint32_t bits = matching_days(cron->fields(), {length, first_weekday});
    EXPECT_EQ(bits & 1U, 0U);
    std::vector<unsigned> found;
    for (unsigned i = 1; i <= 31; ++i) {
        if ((bits >> i & 1U) != 0) {
            found.push_back(i);
        }
    }
    return found;
}

TEST(MatchingDays, EndWithTheMonth) {
    EXPECT_THAT(days("28-31", "*", 28, 0), ElementsAre(28));
    EXPECT_THAT(days("28-31", "*", 31, 0), ElementsAre(28, 29, 30, 31));
    EXPECT_THAT(days("31", "*", 30, 0), IsEmpty());
}

TEST(MatchingDays, OfAWeekdayDependOnTheFirst) {
    EXPECT_THAT(days("*", "1", 28, 1), ElementsAre(1, 8, 15, 22));
    EXPECT_THAT(days("*", "0", 31, 1), ElementsAre(7, 14, 21, 28));
    EXPECT_THAT(days("*", "sat,sun", 31, 6), ElementsAre(1, 2, 8, 9, 15, 16, 22, 23, 29, 30));
    EXPECT_THAT(days("*", "7", 30, 0), ElementsAre(1, 8, 15, 22, 29));
}

TEST(MatchingDays, OfTwoRestrictedFieldsMatchEither) {
    EXPECT_THAT(days("13", "5", 30, 1), ElementsAre(5, 12, 13, 19, 26));
}

TEST(MatchingDays, OfAFieldThatBeginsWithAStarMatchBoth) {
    EXPECT_THAT(days("*/10", "1", 31, 1), ElementsAre(1));
    EXPECT_THAT(days("13", "*/2", 31, 1), ElementsAre(13));  // a Saturday, 6
    EXPECT_THAT(days("?", "1", 28, 1), ElementsAre(1, 8, 15, 22));
    EXPECT_THAT(days("13", "?", 28, 1), ElementsAre(13));
}

TEST(MatchingDays, CountFromTheLast) {
    EXPECT_THAT(days("L", "*", 28, 0), ElementsAre(28));
    EXPECT_THAT(days("L-2,L", "*", 31, 0), ElementsAre(29, 31));
    EXPECT_THAT(days("L-30", "*", 31, 0), ElementsAre(1));
    EXPECT_THAT(days("L-30", "*", 30, 0), IsEmpty());
}

TEST(MatchingDays, OfWAreTheNearestWorkingDay) {
    EXPECT_THAT(days("15W", "*", 31, 0), ElementsAre(16));  // the 15th is a Sunday
    EXPECT_THAT(days("14W", "*", 31, 0), ElementsAre(13));  // the 14th is a Saturday
    EXPECT_THAT(days("16W", "*", 31, 0), ElementsAre(16));
}

TEST(MatchingDays, OfWStayInTheMonth) {
    EXPECT_THAT(days("1W", "*", 31, 6), ElementsAre(3));    // the 1st is a Saturday
    EXPECT_THAT(days("1W", "*", 31, 0), ElementsAre(2));    // the 1st is a Sunday
    EXPECT_THAT(days("31W", "*", 31, 5), ElementsAre(29));  // the 31st is a Sunday
    EXPECT_THAT(days("31W", "*", 31, 4), ElementsAre(30));  // the 31st is a Saturday
    EXPECT_THAT(days("31W", "*", 30, 0), IsEmpty());
}

TEST(MatchingDays, OfLastWorkingDay) {
    EXPECT_THAT(days("LW", "*", 28, 1), ElementsAre(26));  // the 28th is a Sunday
    EXPECT_THAT(days("LW", "*", 31, 4), ElementsAre(30));
    EXPECT_THAT(days("LW", "*", 30, 0), ElementsAre(30));
}

TEST(MatchingDays, OfNthWeekdays) {
    EXPECT_THAT(days("*", "1#1", 31, 1), ElementsAre(1));
    EXPECT_THAT(days("*", "fri#2", 31, 6), ElementsAre(14));
    EXPECT_THAT(days("*", "1#5", 31, 1), ElementsAre(29));
    EXPECT_THAT(days("*", "1#5", 28, 1), IsEmpty());
    EXPECT_THAT(days("*", "1#1,3#3", 30, 1), ElementsAre(1, 17));
}

TEST(MatchingDays, OfLastWeekdays) {
    EXPECT_THAT(days("*", "1L", 28, 1), ElementsAre(22));
    EXPECT_THAT(days("*", "1L", 29, 1), ElementsAre(29));
    EXPECT_THAT(days("*", "sunL", 30, 1), ElementsAre(28));
    EXPECT_THAT(days("*", "7L", 30, 1), ElementsAre(28));
}

TEST(MatchingDays, OfSpecialItemsFollowTheRuleOfTwoFields) {
    EXPECT_THAT(days("L", "1#1", 30, 1), ElementsAre(1, 30));
    EXPECT_THAT(days("*/2", "1#1,2#1", 30, 1), ElementsAre(1));
}

}  // namespace
}  // namespace tasksched::schedule
