#include "common/time/time_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/time/instants.h"

namespace tasksched::time {
namespace {

using testing::HasSubstr;

/// Wednesday, 10:20:30 in Paris.
const Second kNow = utc(2026, 4, 15, 8, 20, 30);

/// The instant that `text` means at kNow in Paris, as the clock there shows it.
std::string read(const std::string& text, Second now = kNow,
                 const std::string& zone = "Europe/Paris") {
    const auto result = parse_time(text, now, zone_named(zone));
    return result ? format_time(result->at, zone_named(zone)) : result.error().message;
}

struct Case {
    std::string text;
    std::string meaning;
};

void expect_all(const std::vector<Case>& cases) {
    for (const Case& c : cases) {
        EXPECT_EQ(read(c.text), c.meaning) << c.text;
    }
}

TEST(ParseTime, ReadsRfc3339) {
    expect_all({{"2026-05-01T09:00:00+02:00", "2026-05-01T09:00:00+02:00"},
                {"2026-05-01T09:00:00Z", "2026-05-01T11:00:00+02:00"},
                {"2026-05-01t09:00:00z", "2026-05-01T11:00:00+02:00"},
                {"2026-05-01 09:00:00-03:30", "2026-05-01T14:30:00+02:00"},
                {"2026-05-01T09:00:00.999+02:00", "2026-05-01T09:00:00+02:00"},
                {"2026-05-01T09:00+0200", "2026-05-01T09:00:00+02:00"},
                {"2026-05-01 09:00 +02:00", "2026-05-01T09:00:00+02:00"},
                {"2026-10-25T02:30:00+01:00", "2026-10-25T02:30:00+01:00"}});
}

TEST(ParseTime, ReadsDatesInTheZone) {
    expect_all({{"2026-05-01 09:00", "2026-05-01T09:00:00+02:00"},
                {"2026-05-01T09:00", "2026-05-01T09:00:00+02:00"},
                {"2026-12-01 09:00:30", "2026-12-01T09:00:30+01:00"},
                {"2026-05-01", "2026-05-01T00:00:00+02:00"},
                {"2028-02-29 12:00", "2028-02-29T12:00:00+01:00"},
                {"may 1 9am", "2026-05-01T09:00:00+02:00"},
                {"9am 1 May", "2026-05-01T09:00:00+02:00"},
                {"January 5, 2030 noon", "2030-01-05T12:00:00+01:00"},
                {"jan 5 noon", "2027-01-05T12:00:00+01:00"},
                {"feb 29 noon", "2028-02-29T12:00:00+01:00"},
                {"  2026-05-01   09:00  ", "2026-05-01T09:00:00+02:00"}});
}

TEST(ParseTime, ReadsAZoneOfItsOwn) {
    expect_all({{"2026-05-01 09:00 America/New_York", "2026-05-01T15:00:00+02:00"},
                {"2026-05-01 09:00 UTC", "2026-05-01T11:00:00+02:00"},
                {"09:00 Asia/Tokyo", "2026-04-16T02:00:00+02:00"}});
}

TEST(ParseTime, TakesTheNextOfAClockTime) {
    expect_all({{"10:21", "2026-04-15T10:21:00+02:00"},
                {"10:20:31", "2026-04-15T10:20:31+02:00"},
                {"10:20:30", "2026-04-16T10:20:30+02:00"},
                {"09:00", "2026-04-16T09:00:00+02:00"},
                {"9 pm", "2026-04-15T21:00:00+02:00"},
                {"noon", "2026-04-15T12:00:00+02:00"},
                {"midnight", "2026-04-16T00:00:00+02:00"},
                {"TEATIME", "2026-04-15T16:00:00+02:00"}});
}

TEST(ParseTime, ReadsDaysByName) {
    expect_all({{"tomorrow 9am", "2026-04-16T09:00:00+02:00"},
                {"9am tomorrow", "2026-04-16T09:00:00+02:00"},
                {"tomorrow at 9:00", "2026-04-16T09:00:00+02:00"},
                {"today 23:00", "2026-04-15T23:00:00+02:00"},
                {"yesterday", "2026-04-14T00:00:00+02:00"},
                {"monday 09:00", "2026-04-20T09:00:00+02:00"},
                {"wed 11:00", "2026-04-15T11:00:00+02:00"},
                {"wed 10:00", "2026-04-22T10:00:00+02:00"},
                {"next wednesday 11:00", "2026-04-22T11:00:00+02:00"},
                {"next friday 17:00", "2026-04-17T17:00:00+02:00"}});
}

/// The forms of at(1)'s manual and of its grammar (timespec).
TEST(ParseTime, ReadsWhatAtTakes) {
    expect_all({{"4pm + 3 days", "2026-04-18T16:00:00+02:00"},
                {"10am Jul 31", "2026-07-31T10:00:00+02:00"},
                {"10:00am July 31 2027", "2027-07-31T10:00:00+02:00"},
                {"10am Jul 31, 27", "2027-07-31T10:00:00+02:00"},
                {"10am 31 jul 27", "2027-07-31T10:00:00+02:00"},
                {"1am tomorrow", "2026-04-16T01:00:00+02:00"},
                {"noon tomorrow", "2026-04-16T12:00:00+02:00"},
                {"midnight tomorrow", "2026-04-16T00:00:00+02:00"},
                {"teatime today", "2026-04-15T16:00:00+02:00"},
                {"6pm friday", "2026-04-17T18:00:00+02:00"},
                {"noon next monday", "2026-04-20T12:00:00+02:00"},
                {"17:00 2026-12-31", "2026-12-31T17:00:00+01:00"},
                {"1730", "2026-04-15T17:30:00+02:00"},
                {"0000 tomorrow", "2026-04-16T00:00:00+02:00"},
                {"1730 jul 31", "2026-07-31T17:30:00+02:00"},
                {"17:00 123126", "2026-12-31T17:00:00+01:00"},
                {"17:00 12312026", "2026-12-31T17:00:00+01:00"},
                {"17:00 12/31/26", "2026-12-31T17:00:00+01:00"},
                {"17:00 12/31/2026", "2026-12-31T17:00:00+01:00"},
                {"17:00 7/4/2026", "2026-07-04T17:00:00+02:00"},
                {"17:00 31.12.26", "2026-12-31T17:00:00+01:00"},
                {"17:00 31.12.2026", "2026-12-31T17:00:00+01:00"},
                {"17:00 26-12-31", "2026-12-31T17:00:00+01:00"},
                {"12/31/2026", "2026-12-31T00:00:00+01:00"},
                {"10:00 utc", "2026-04-15T12:00:00+02:00"},
                {"10:00 UTC tomorrow", "2026-04-16T12:00:00+02:00"},
                {"next week", "2026-04-22T10:20:30+02:00"},
                {"next month", "2026-05-15T10:20:30+02:00"},
                {"next hour", "2026-04-15T11:20:30+02:00"},
                {"noon + 1 week", "2026-04-22T12:00:00+02:00"},
                {"now + 1 minute", "2026-04-15T10:21:30+02:00"},
                {"now+1minute", "2026-04-15T10:21:30+02:00"},
                {"now +3 days", "2026-04-18T10:20:30+02:00"},
                {"now+ 3 days", "2026-04-18T10:20:30+02:00"},
                {"NOON+1day", "2026-04-16T12:00:00+02:00"},
                {"4pm+3days", "2026-04-18T16:00:00+02:00"},
                {"09:00+1hour", "2026-04-16T10:00:00+02:00"},
                {"tomorrow+1week", "2026-04-23T00:00:00+02:00"}});
}

/// What the reader is told of `text`; empty for nothing.
std::string remark(const std::string& text) {
    const auto result = parse_time(text, kNow, zone_named("Europe/Paris"));
    return result ? result->remark.value_or("") : result.error().message;
}

TEST(ParseTime, SaysHowItReadsWhatCanBeReadInTwoWays) {
    EXPECT_EQ(remark("05/06/2026"),
              "05/06/2026 is read as month/day/year, as in at(1): 2026-05-06");
    EXPECT_EQ(remark("17:00 050626"), "050626 is read as MMDDYY, as in at(1): 2026-05-06");
    EXPECT_EQ(remark("05062026"), "05062026 is read as MMDDCCYY, as in at(1): 2026-05-06");
    EXPECT_EQ(remark("26-05-06"), "26-05-06 is read as year-month-day, as in at(1): 2026-05-06");
    EXPECT_EQ(remark("2026"), "2026 is read as the time of day 20:26");
    EXPECT_EQ(remark("2026 may 1"), "2026 is read as the time of day 20:26");
    for (const char* clear : {"05/05/2026", "12/31/2026", "06.05.2026", "12312026", "1730",
                              "may 1 2027", "09:00", "2026-05-06"}) {
        EXPECT_EQ(remark(clear), "") << clear;
    }
}

TEST(ParseTime, TellsTwoThingsInOneRemark) {
    EXPECT_EQ(parse_time("02:30 10/11/2026", kNow, zone_named("Europe/Paris"))->remark,
              "10/11/2026 is read as month/day/year, as in at(1): 2026-10-11");
    EXPECT_EQ(parse_time("01:30 11/01/2026", kNow, zone_named("America/New_York"))->remark,
              "11/01/2026 is read as month/day/year, as in at(1): 2026-11-01; 2026-11-01 01:30:00 "
              "comes twice in America/New_York; the first one is taken, "
              "2026-11-01T01:30:00-04:00, not 2026-11-01T01:30:00-05:00");
}

TEST(ParseTime, SaysHowToWriteADateInAnotherOrder) {
    EXPECT_EQ(read("31/12/2026"),
              "time '31/12/2026': '31/12/2026' is read as month/day/year, as in at(1), and is no "
              "such date; if it is day/month/year, write 2026-12-31");
    EXPECT_THAT(read("17:00 20261231"), HasSubstr("if it is CCYYMMDD, write 2026-12-31"));
    EXPECT_THAT(read("311226"), HasSubstr("if it is DDMMYY, write 2026-12-31"));
    EXPECT_THAT(read("12.31.2026"), HasSubstr("write it as in 2026-05-01"));
    EXPECT_THAT(read("12/31/99"), HasSubstr("write the year with four digits"));
    EXPECT_THAT(read("12/31/1969"), HasSubstr("outside the years 1970-9999"));
}

TEST(ParseTime, ReadsAmountsFromNow) {
    expect_all({{"now", "2026-04-15T10:20:30+02:00"},
                {"+2h", "2026-04-15T12:20:30+02:00"},
                {"+90", "2026-04-15T10:22:00+02:00"},
                {"+2h30m", "2026-04-15T12:50:30+02:00"},
                {"in 2 hours", "2026-04-15T12:20:30+02:00"},
                {"in 2h30m", "2026-04-15T12:50:30+02:00"},
                {"in 1 hour 5 minutes", "2026-04-15T11:25:30+02:00"},
                {"now + 3 days", "2026-04-18T10:20:30+02:00"},
                {"+1mo", "2026-05-15T10:20:30+02:00"},
                {"next week", "2026-04-22T10:20:30+02:00"},
                {"now + 1 year", "2027-04-15T10:20:30+02:00"},
                {"4pm + 3 days", "2026-04-18T16:00:00+02:00"},
                {"2026-01-31 09:00 + 1 month", "2026-02-28T09:00:00+01:00"}});
}

TEST(ParseTime, KeepsTheClockOverDaysAndTheSpanOverLetters) {
    const Second before_change = utc(2026, 10, 24, 10);  // noon in Paris, 25 hours before noon
    EXPECT_EQ(read("now + 1 day", before_change), "2026-10-25T12:00:00+01:00");
    EXPECT_EQ(read("+1d", before_change), "2026-10-25T11:00:00+01:00");
}

TEST(ParseTime, ReadsSecondsSince1970) {
    EXPECT_EQ(read("@0", kNow, "UTC"), "1970-01-01T00:00:00Z");
    EXPECT_EQ(read("@4102444800", kNow, "UTC"), "2100-01-01T00:00:00Z");
    EXPECT_EQ(read("@253402300799", kNow, "UTC"), "9999-12-31T23:59:59Z");
    for (const char* text : {"@-1", "@253402300800", "@99999999999999999999", "@", "@1.5", "@x"}) {
        EXPECT_THAT(read(text), HasSubstr(std::string("time '") + text + "': ")) << text;
    }
}

TEST(ParseTime, RefusesASkippedTimeWithTheNearestOnes) {
    EXPECT_EQ(read("2026-03-29 02:30"),
              "time '2026-03-29 02:30': 2026-03-29 02:30:00 does not come in Europe/Paris, the "
              "clock is moved over it; the nearest times are 2026-03-29T01:59:59+01:00 and "
              "2026-03-29T03:00:00+02:00");
    EXPECT_THAT(read("02:30", utc(2026, 3, 28, 23)), HasSubstr("does not come"));
}

TEST(ParseTime, PassesOverASkippedTimeThatIsOver) {
    EXPECT_EQ(read("02:30", utc(2026, 3, 29, 10)), "2026-03-30T02:30:00+02:00");
}

TEST(ParseTime, TakesTheFirstOfARepeatedTimeAndSaysSo) {
    const auto result = parse_time("2026-10-25 02:30", kNow, zone_named("Europe/Paris"));
    ASSERT_TRUE(result);
    EXPECT_EQ(result->at, utc(2026, 10, 25, 0, 30));
    EXPECT_EQ(result->remark,
              "2026-10-25 02:30:00 comes twice in Europe/Paris; the first one is taken, "
              "2026-10-25T02:30:00+02:00, not 2026-10-25T02:30:00+01:00");
    EXPECT_FALSE(parse_time("2026-10-25 03:30", kNow, zone_named("Europe/Paris"))->remark);
}

TEST(ParseTime, TakesTheSecondOfARepeatedClockTimeWhenTheFirstIsOver) {
    const auto result = parse_time("02:30", utc(2026, 10, 25, 0, 45), zone_named("Europe/Paris"));
    ASSERT_TRUE(result);
    EXPECT_EQ(result->at, utc(2026, 10, 25, 1, 30));
    EXPECT_THAT(*result->remark, HasSubstr("the second one is taken"));
}

TEST(ParseTime, RefusesDatesThatTheCalendarLacks) {
    for (const char* text : {"2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31 09:00",
                             "feb 30 9am", "1969-12-31", "0000-01-01", "2026-02-30T00:00:00Z"}) {
        EXPECT_THAT(read(text), HasSubstr("time '")) << text;
    }
    EXPECT_THAT(read("2026-02-29"), HasSubstr("the calendar has no such date"));
    EXPECT_THAT(read("1969-12-31"), HasSubstr("it is outside the years 1970-9999"));
}

TEST(ParseTime, RefusesTimesBeyondTheYear9999) {
    EXPECT_THAT(read("now + 9000 years"), HasSubstr("outside the years 1970-9999"));
    EXPECT_THAT(read("now + 999999999 years"), HasSubstr("after the year 9999"));
    EXPECT_THAT(read("now + 999999999 weeks"), HasSubstr("after the year 9999"));
    EXPECT_THAT(read("1970-01-01T00:00:00+02:00"), HasSubstr("outside the years 1970-9999"));
}

TEST(ParseTime, RefusesWhatItDoesNotUnderstand) {
    for (const char* text : {"",
                             " ",
                             "foo",
                             "25:00",
                             "9",
                             "24:00",
                             "12:60",
                             "tomorrow tomorrow",
                             "09:00 10:00",
                             "2026-05-01 2026-05-02",
                             "next",
                             "next foo",
                             "+",
                             "in",
                             "+x",
                             "in 2",
                             "+2h +3h x",
                             "now 09:00",
                             "09:00+02:00",
                             "tomorrow 09:00Z",
                             "2026-05-01 +02:00",
                             "2026-05-01T09:00:00+02:00 UTC",
                             "2026-05-01 09:00 Mars/Base",
                             "2026-05-01 UTC 09:00",
                             "Europe/Paris",
                             "UTC",
                             "2026-05-01T",
                             "2026-5-1 09:00",
                             "05/01",
                             "13/32/2026",
                             "1/2/3/2026",
                             "now+0200",
                             "Jul 31 99",
                             "UTC 10:00",
                             "32 may",
                             "2026-05-01T09:00:60Z",
                             "2026-05-01T09:00:00+24:00",
                             "monday monday",
                             "-2h",
                             "2026-05-01\n09:00\x1B"}) {
        const auto result = parse_time(text, kNow, zone_named("Europe/Paris"));
        if (std::string(text) == "in 2") {
            EXPECT_TRUE(result);  // a DURATION of 2 seconds
            continue;
        }
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().code, base::ErrorCode::kInvalid);
        EXPECT_EQ(result.error().message.find('\n'), std::string::npos);
        EXPECT_THAT(result.error().message, HasSubstr("time '"));
    }
    EXPECT_THAT(read(std::string(100'000, '+')), HasSubstr("longer than 200 characters"));
}

TEST(ParseTime, SaysWhatWouldBeRight) {
    EXPECT_THAT(read("foo"), HasSubstr("'foo' is not understood; expected a time such as "
                                       "2026-05-01T09:00:00+02:00"));
    EXPECT_THAT(read("2026-05-01 09:00 europe/rome"), HasSubstr("did you mean Europe/Rome?"));
}

}  // namespace
}  // namespace tasksched::time
