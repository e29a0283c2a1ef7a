#include "common/schedule/period.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/schedule/limits.h"
#include "tests/unit/time/instants.h"

namespace tasksched::schedule {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using time::Second;
using time::utc;
using time::zone_named;

Period period(const std::string& text) {
    const auto parsed = parse_period(text);
    EXPECT_TRUE(parsed) << text;
    return parsed.value_or(Period{});
}

/// The first `count` occurrences from `start` on, as the clock of the zone shows them.
std::vector<std::string> times(const std::string& length, Second start, int count,
                               const std::string& zone_name = "UTC") {
    const auto zone = zone_named(zone_name);
    std::vector<std::string> texts;
    Second after = start - seconds{1};
    for (int i = 0; i < count; ++i) {
        const auto next = next_of_period(period(length), start, after, zone);
        if (!next) {
            break;
        }
        EXPECT_GT(*next, after);
        texts.push_back(time::format_time(*next, zone));
        after = *next;
    }
    return texts;
}

TEST(ParsePeriod, TakesDurationsMonthsAndYears) {
    EXPECT_EQ(period("90"), (Period{90, PeriodUnit::kSeconds}));
    EXPECT_EQ(period("2h30m"), (Period{9000, PeriodUnit::kSeconds}));
    EXPECT_EQ(period("1mo"), (Period{1, PeriodUnit::kMonths}));
    EXPECT_EQ(period("1200mo"), (Period{1200, PeriodUnit::kMonths}));
    EXPECT_EQ(period("100y"), (Period{100, PeriodUnit::kYears}));
}

TEST(ParsePeriod, RefusesEverythingElse) {
    for (const char* text : {"", "mo", "y", "0mo", "0y", "-1mo", "1201mo", "101y", "1y6mo", "1mo1d",
                             "1.5y", " 1mo", "1 mo", "0s", "x", "99999999999999999999y"}) {
        const auto parsed = parse_period(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().code, base::ErrorCode::kInvalid);
    }
    EXPECT_THAT(parse_period("1y6mo").error().message, HasSubstr("months and years stand alone"));
    EXPECT_THAT(parse_period("0mo").error().message, HasSubstr("0 is outside 1-1200"));
}

TEST(FormatPeriod, IsReadBackAsTheSame) {
    for (const char* text : {"1s", "15m", "1h30m", "1d", "2w", "1mo", "18mo", "1y", "10y"}) {
        EXPECT_EQ(format_period(period(text)), text);
    }
}

TEST(NextOfPeriod, BeginsWithItsStart) {
    EXPECT_EQ(next_of_period(period("1h"), utc(2026, 5, 1), utc(2020, 1, 1), time::Zone()),
              utc(2026, 5, 1));
    EXPECT_EQ(next_of_period(period("1mo"), utc(2026, 5, 1), utc(2026, 4, 30), time::Zone()),
              utc(2026, 5, 1));
}

TEST(NextOfPeriod, CountsFromItsStartAndNotFromWhenItIsAsked) {
    const Second start = utc(2026, 5, 1, 0, 0, 7);
    EXPECT_EQ(next_of_period(period("10s"), start, start + seconds{12'345}, time::Zone()),
              start + seconds{12'350});
    EXPECT_EQ(next_of_period(period("10s"), start, start + seconds{12'350}, time::Zone()),
              start + seconds{12'360});
}

TEST(NextOfPeriod, TakesTheSameTimeAfterAThousandYears) {
    EXPECT_EQ(next_of_period(period("1s"), utc(1970, 1, 1), utc(2970, 1, 1), time::Zone()),
              utc(2970, 1, 1, 0, 0, 1));
    EXPECT_EQ(next_of_period(period("1mo"), utc(1970, 1, 31), utc(2970, 2, 1), time::Zone()),
              utc(2970, 2, 28));
}

TEST(NextOfPeriod, ClampsEachMonthByItself) {
    EXPECT_THAT(times("1mo", utc(2027, 1, 31, 9), 4),
                ElementsAre("2027-01-31T09:00:00Z", "2027-02-28T09:00:00Z", "2027-03-31T09:00:00Z",
                            "2027-04-30T09:00:00Z"));
    EXPECT_THAT(times("1y", utc(2024, 2, 29), 5),
                ElementsAre("2024-02-29T00:00:00Z", "2025-02-28T00:00:00Z", "2026-02-28T00:00:00Z",
                            "2027-02-28T00:00:00Z", "2028-02-29T00:00:00Z"));
    EXPECT_THAT(
        times("6mo", utc(2026, 8, 31), 3),
        ElementsAre("2026-08-31T00:00:00Z", "2027-02-28T00:00:00Z", "2027-08-31T00:00:00Z"));
}

TEST(NextOfPeriod, KeepsTheLocalTimeOverTimeChanges) {
    EXPECT_THAT(times("1mo", utc(2026, 2, 15, 8), 3, "Europe/Paris"),
                ElementsAre("2026-02-15T09:00:00+01:00", "2026-03-15T09:00:00+01:00",
                            "2026-04-15T09:00:00+02:00"));
}

TEST(NextOfPeriod, GoesToTheEndOfAGap) {
    EXPECT_THAT(times("1mo", utc(2026, 2, 28, 1, 30), 3, "Europe/Paris"),
                ElementsAre("2026-02-28T02:30:00+01:00", "2026-03-28T02:30:00+01:00",
                            "2026-04-28T02:30:00+02:00"));
    EXPECT_THAT(times("1mo", utc(2026, 1, 29, 1, 30), 3, "Europe/Paris"),
                ElementsAre("2026-01-29T02:30:00+01:00", "2026-02-28T02:30:00+01:00",
                            "2026-03-29T03:00:00+02:00"));
}

TEST(NextOfPeriod, TakesTheFirstOfARepeatedTime) {
    EXPECT_THAT(times("1mo", utc(2026, 9, 25, 0, 30), 3, "Europe/Paris"),
                ElementsAre("2026-09-25T02:30:00+02:00", "2026-10-25T02:30:00+02:00",
                            "2026-11-25T02:30:00+01:00"));
}

TEST(NextOfPeriod, OfDaysIsOf24Hours) {
    EXPECT_THAT(times("1d", utc(2026, 3, 28, 8), 3, "Europe/Paris"),
                ElementsAre("2026-03-28T09:00:00+01:00", "2026-03-29T10:00:00+02:00",
                            "2026-03-30T10:00:00+02:00"));
}

TEST(NextOfPeriod, EndsWithTheYear9999) {
    EXPECT_EQ(next_of_period(period("100y"), utc(2026, 1, 1), utc(9950, 1, 1), time::Zone()),
              std::nullopt);
    EXPECT_EQ(next_of_period(period("1s"), utc(2026, 1, 1), kLastSecond, time::Zone()),
              std::nullopt);
    EXPECT_EQ(next_of_period(period("1s"), utc(2026, 1, 1), kLastSecond - seconds{1}, time::Zone()),
              kLastSecond);
    EXPECT_EQ(next_of_period(period("1s"), utc(2026, 1, 1), Second::max(), time::Zone()),
              std::nullopt);
}

}  // namespace
}  // namespace tasksched::schedule
