#include "common/schedule/calendars.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/time/time_text.h"

namespace tasksched::schedule {
namespace {

using testing::HasSubstr;

Day day(const char* text) { return parse_day(text).value(); }
std::string text(Day day) { return time::format_date(std::chrono::year_month_day{day}); }

TEST(Day, IsReadAndWritten) {
    EXPECT_EQ(day("2026-12-25"), Day{std::chrono::year{2026} / 12 / 25});
    EXPECT_EQ(text(day("2026-12-25")), "2026-12-25");
    EXPECT_EQ(day("2028-02-29"), Day{std::chrono::year{2028} / 2 / 29});
    EXPECT_EQ(day("1970-01-01"), kFirstDay);
    EXPECT_EQ(day("2200-12-31"), kLastDay);
}

TEST(Day, ThatDoesNotExistIsNone) {
    for (const char* text :
         {"2026-02-30", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-1",
          "26-12-25", "2026/12/25", "2026-12-25 ", " 2026-12-25", "2026-12-25T00:00", "20261225",
          "1969-12-31", "2201-01-01", "2026--1-01", "+026-01-01", "christmas", ""}) {
        EXPECT_FALSE(parse_day(text)) << text;
    }
}

TEST(DaySet, HoldsItsDaysAndWeekdays) {
    Weekdays fridays;
    fridays.set(5);
    const DaySet set({day("2026-12-26"), day("2026-12-24"), day("2026-12-24")}, fridays);
    EXPECT_TRUE(set.contains(day("2026-12-24")));
    EXPECT_TRUE(set.contains(day("2026-12-25")));  // a Friday
    EXPECT_TRUE(set.contains(day("2026-12-26")));
    EXPECT_FALSE(set.contains(day("2026-12-27")));
    EXPECT_EQ(set, DaySet({day("2026-12-24"), day("2026-12-26")}, fridays));
    EXPECT_FALSE(DaySet().contains(day("2026-12-24")));
}

TEST(Calendars, HaveWorkdaysAndWeekends) {
    const Calendars calendars;
    const DaySet* workdays = calendars.find("workdays");
    const DaySet* weekends = calendars.find("weekends");
    ASSERT_TRUE(workdays != nullptr && weekends != nullptr);
    for (Day any = day("2026-12-20"); any < day("2026-12-27"); any += std::chrono::days{1}) {
        const bool weekend = any == day("2026-12-20") || any == day("2026-12-26");
        EXPECT_EQ(weekends->contains(any), weekend) << text(any);
        EXPECT_EQ(workdays->contains(any), !weekend) << text(any);
    }
}

TEST(Calendars, MayReplaceTheBuiltInOnes) {
    Calendars calendars;
    calendars.add("workdays", DaySet({day("2026-12-27")}));
    EXPECT_TRUE(calendars.find("workdays")->contains(day("2026-12-27")));
    EXPECT_FALSE(calendars.find("workdays")->contains(day("2026-12-28")));
    EXPECT_NE(calendars, Calendars());
}

TEST(Calendars, NameTheOneThatTheyLackAndTheirs) {
    Calendars calendars;
    calendars.add("holidays", {});
    EXPECT_TRUE(calendars.check({.only = {"workdays"}, .except = {"holidays"}}));
    const auto missing = calendars.check({.only = {}, .except = {"holidays", "holdays"}});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, base::ErrorCode::kInvalid);
    EXPECT_EQ(missing.error().message,
              "the configuration has no calendar 'holdays'; it has holidays, weekends, workdays");
}

TEST(DayRule, IsDescribed) {
    EXPECT_EQ(describe(DayRule{}), "");
    EXPECT_EQ(describe(DayRule{.only = {"workdays"}, .except = {}}), "only on workdays");
    EXPECT_EQ(describe(DayRule{.only = {"a", "b"}, .except = {"c", "d"}}),
              "only on a or b, except c or d");
    EXPECT_EQ(describe(DayRule{{}, {"holidays"}, IfExcluded::kAfter}),
              "except holidays, else the day after");
    EXPECT_EQ(describe(DayRule{{}, {"holidays"}, IfExcluded::kBefore}),
              "except holidays, else the day before");
}

TEST(DayRule, ReadsItsPolicy) {
    for (const auto policy : {IfExcluded::kSkip, IfExcluded::kBefore, IfExcluded::kAfter}) {
        EXPECT_EQ(parse_if_excluded(to_string(policy)), policy);
    }
    EXPECT_THAT(parse_if_excluded("next").error().message,
                HasSubstr("'next' is not one of skip, before, after"));
}

}  // namespace
}  // namespace tasksched::schedule
