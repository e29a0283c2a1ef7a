#include "common/config/ical_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/time/time_text.h"

namespace tasksched::config {
namespace {

using schedule::Day;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

/// A calendar of one event with these lines.
std::string calendar(const std::string& lines) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n"
           "SUMMARY:A day\r\n" +
           lines + "END:VEVENT\r\nEND:VCALENDAR\r\n";
}

std::vector<std::string> days_in(const std::string& text) {
    const auto days = days_of_ical(text);
    EXPECT_TRUE(days) << (days ? "" : days.error().message);
    std::vector<std::string> texts;
    for (const Day day : days.value_or(std::vector<Day>())) {
        texts.push_back(time::format_date(std::chrono::year_month_day{day}));
    }
    return texts;
}

std::string refusal(const std::string& text) {
    const auto days = days_of_ical(text);
    if (days) {
        return "accepted";
    }
    EXPECT_EQ(days.error().code, base::ErrorCode::kInvalid);
    EXPECT_EQ(days.error().message.find('\n'), std::string::npos);
    return days.error().message;
}

TEST(Ical, OfADateIsThatDay) {
    EXPECT_THAT(days_in(calendar("DTSTART;VALUE=DATE:20261225\r\n")), ElementsAre("2026-12-25"));
    EXPECT_THAT(days_in(calendar("DTSTART;VALUE=DATE:20261225\r\n"
                                 "DTEND;VALUE=DATE:20261226\r\n")),
                ElementsAre("2026-12-25"));
}

TEST(Ical, OfSeveralDaysIsAllOfThemWithoutItsEnd) {
    EXPECT_THAT(days_in(calendar("DTSTART;VALUE=DATE:20261230\r\n"
                                 "DTEND;VALUE=DATE:20270102\r\n")),
                ElementsAre("2026-12-30", "2026-12-31", "2027-01-01"));
    EXPECT_THAT(days_in(calendar("DTSTART;VALUE=DATE:20261230\r\nDURATION:P2D\r\n")),
                ElementsAre("2026-12-30", "2026-12-31"));
}

TEST(Ical, OfATimeIsItsDateAsWritten) {
    EXPECT_THAT(days_in(calendar("DTSTART:20261225T233000Z\r\n")), ElementsAre("2026-12-25"));
    EXPECT_THAT(days_in(calendar("DTSTART;TZID=Asia/Tokyo:20261225T003000\r\n"
                                 "DTEND;TZID=Asia/Tokyo:20261226T000000\r\n")),
                ElementsAre("2026-12-25"));
    EXPECT_THAT(days_in(calendar("DTSTART:20261225T220000\r\nDURATION:PT3H\r\n")),
                ElementsAre("2026-12-25", "2026-12-26"));
}

TEST(Ical, ThatRecursEachYearIsToldToTheYear2200) {
    const auto days = days_in(calendar("DTSTART;VALUE=DATE:19900501\r\nRRULE:FREQ=YEARLY\r\n"));
    EXPECT_THAT(days, SizeIs(211));
    EXPECT_EQ(days.front(), "1990-05-01");
    EXPECT_EQ(days.back(), "2200-05-01");
}

TEST(Ical, ThatBeganBefore1970CountsFromThen) {
    const auto days = days_in(calendar("DTSTART;VALUE=DATE:19490503\r\nRRULE:FREQ=YEARLY\r\n"));
    EXPECT_EQ(days.front(), "1970-05-03");
    EXPECT_THAT(days, SizeIs(231));
}

TEST(Ical, FollowsRules) {
    // Thanksgiving: the fourth Thursday of November.
    EXPECT_THAT(days_in(calendar("DTSTART;VALUE=DATE:20261126\r\n"
                                 "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3\r\n")),
                ElementsAre("2026-11-26", "2027-11-25", "2028-11-23"));
    EXPECT_THAT(days_in(calendar("DTSTART;VALUE=DATE:20261204\r\n"
                                 "RRULE:FREQ=WEEKLY;UNTIL=20261218\r\n")),
                ElementsAre("2026-12-04", "2026-12-11", "2026-12-18"));
    EXPECT_THAT(days_in(calendar("DTSTART:20261204T090000\r\n"
                                 "RRULE:FREQ=DAILY;UNTIL=20261206\r\n")),
                ElementsAre("2026-12-04", "2026-12-05", "2026-12-06"));
}

TEST(Ical, KeepsItsStartWhereTheRuleDoesNotHaveIt) {
    EXPECT_THAT(days_in(calendar("DTSTART;VALUE=DATE:20261201\r\n"
                                 "RRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25;UNTIL=20271231\r\n")),
                ElementsAre("2026-12-01", "2026-12-25", "2027-12-25"));
}

TEST(Ical, LastsAsLongEachTime) {
    EXPECT_THAT(days_in(calendar("DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270102\r\n"
                                 "RRULE:FREQ=YEARLY;COUNT=2\r\n")),
                ElementsAre("2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01"));
}

TEST(Ical, AddsAndLeavesOutSingleDays) {
    EXPECT_THAT(days_in(calendar("DTSTART;VALUE=DATE:20261201\r\nRRULE:FREQ=DAILY;COUNT=4\r\n"
                                 "EXDATE;VALUE=DATE:20261202,20261203\r\n"
                                 "RDATE;VALUE=DATE:20261224,20261231\r\n")),
                ElementsAre("2026-12-01", "2026-12-04", "2026-12-24", "2026-12-31"));
}

TEST(Ical, TakesARecurrenceThatWasMoved) {
    EXPECT_THAT(days_in("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\n"
                        "DTSTART;VALUE=DATE:20261201\r\nRRULE:FREQ=DAILY;COUNT=3\r\nEND:VEVENT\r\n"
                        "BEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID;VALUE=DATE:20261202\r\n"
                        "DTSTART;VALUE=DATE:20261210\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
                ElementsAre("2026-12-01", "2026-12-03", "2026-12-10"));
}

TEST(Ical, LeavesOutWhatIsCancelledAndWhatIsNoEvent) {
    EXPECT_THAT(days_in(calendar("DTSTART;VALUE=DATE:20261225\r\nSTATUS:CANCELLED\r\n")),
                IsEmpty());
    EXPECT_THAT(days_in("BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nDTSTART;VALUE=DATE:20261225\r\n"
                        "END:VTODO\r\nEND:VCALENDAR\r\n"),
                IsEmpty());
}

TEST(Ical, BearsWhatItDoesNotRead) {
    EXPECT_THAT(days_in(calendar("DTSTART;VALUE=DATE:20261225\r\nLOCATION:\r\nX-FOO:bar\r\n"
                                 "DESCRIPTION:a long\r\n  line\r\nTRANSP:TRANSPARENT\r\n"
                                 "BEGIN:VALARM\r\nTRIGGER:garbage\r\nEND:VALARM\r\n")),
                ElementsAre("2026-12-25"));
}

TEST(Ical, TakesSeveralCalendarsAndPlainLineEnds) {
    const std::string two =
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nEND:VEVENT\nEND:VCALENDAR\n"
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261226\nEND:VEVENT\nEND:VCALENDAR\n";
    EXPECT_THAT(days_in(two), ElementsAre("2026-12-25", "2026-12-26"));
}

TEST(Ical, MayBeginWithAByteOrderMark) {
    EXPECT_THAT(days_in("\xEF\xBB\xBF" + calendar("DTSTART;VALUE=DATE:20261225\r\n")),
                ElementsAre("2026-12-25"));
}

TEST(Ical, ThatIsNoneIsRefused) {
    for (const char* text :
         {"", "hello", "[calendars]\ndates = []\n", "BEGIN:VCARD\r\nEND:VCARD\r\n",
          "BEGIN:VCALENDAR\r\n", "END:VCALENDAR\r\n"}) {
        EXPECT_THAT(refusal(text), HasSubstr("it is not")) << text;
    }
    EXPECT_THAT(refusal(std::string("BEGIN:VCALENDAR\0", 16)), HasSubstr("NUL"));
}

TEST(Ical, ThatIsCutOffIsRefused) {
    const std::string whole = calendar("DTSTART;VALUE=DATE:20261225\r\n");
    EXPECT_THAT(refusal(whole.substr(0, whole.find("END:VEVENT"))), HasSubstr("END:VCALENDAR"));
    EXPECT_THAT(refusal(whole.substr(0, whole.find("END:VCALENDAR"))), HasSubstr("END:VCALENDAR"));
    EXPECT_EQ(refusal("BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
              "END:VCALENDAR is expected in place of 'END:VEVENT'");
}

TEST(Ical, NamesTheEventThatIsWrong) {
    EXPECT_EQ(refusal(calendar("DESCRIPTION:no start\r\n")),
              "event 'A day': DTSTART, a date, is expected");
    EXPECT_THAT(refusal(calendar("DTSTART;VALUE=DATE:christmas\r\n")), HasSubstr("'A day': "));
    EXPECT_THAT(refusal(calendar("DTSTART;VALUE=DATE:20260230\r\n")), HasSubstr("'A day': "));
    EXPECT_THAT(refusal(calendar("DTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=SOMETIMES\r\n")),
                HasSubstr("RRULE"));
    EXPECT_THAT(refusal(calendar("DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:soon\r\n")),
                HasSubstr("DTEND"));
}

TEST(Ical, BoundsWhatItsRulesTell) {
    EXPECT_THAT(refusal(calendar("DTSTART:20261225T000000\r\nRRULE:FREQ=SECONDLY\r\n")),
                HasSubstr("each day, week, month or year"));
    EXPECT_THAT(refusal(calendar("DTSTART:19000101T000000\r\nRRULE:FREQ=DAILY\r\n")),
                HasSubstr("RRULE: more than 100000 recurrences"));
    EXPECT_THAT(refusal(calendar("DTSTART;VALUE=DATE:20260228\r\n"
                                 "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\n")),
                HasSubstr("RRULE: the rule cannot be followed"));
    EXPECT_THAT(days_in(calendar("DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:99991231\r\n")),
                Contains("2200-12-31"));
    EXPECT_THAT(days_in(calendar("DTSTART;VALUE=DATE:22010101\r\n")), Not(Contains("2201-01-01")));
}

}  // namespace
}  // namespace tasksched::config
