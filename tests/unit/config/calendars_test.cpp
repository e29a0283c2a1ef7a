#include "common/config/calendars.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_home.h"

namespace tasksched::config {
namespace {

using schedule::Day;
using schedule::parse_day;
using testing::HasSubstr;

constexpr const char* kOneHoliday =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\n"
    "DTSTART;VALUE=DATE:20261225\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

Config parsed(std::string_view text, const std::string& file = "/etc/t.toml") {
    const auto config = parse_config(text, file);
    EXPECT_TRUE(config) << (config ? "" : config.error().message);
    return config.value_or(Config());
}

schedule::Calendars read(const Config& config) {
    const auto calendars = read_calendars(config);
    EXPECT_TRUE(calendars) << (calendars ? "" : calendars.error().message);
    return calendars.value_or(schedule::Calendars());
}

bool holds(const schedule::Calendars& calendars, const std::string& name, const char* day) {
    const schedule::DaySet* set = calendars.find(name);
    return set != nullptr && set->contains(parse_day(day).value());
}

std::string refusal(const std::string& text) {
    const auto config = parse_config(text, "f.toml");
    return config ? "accepted" : config.error().message;
}

std::string shown(const Config& config, std::string_view key) {
    for (const Setting& setting : settings(config)) {
        if (setting.key == key) {
            return setting.value + " from " + setting.origin;
        }
    }
    return "absent";
}

TEST(CalendarSettings, NameDatesAndWeekdays) {
    const auto calendars =
        read(parsed("[calendars.holidays]\ndates = ['2026-12-25', '2027-01-01']\n"
                    "[calendars.weekends]\nweekdays = ['fri', 'sat']\n"));
    EXPECT_TRUE(holds(calendars, "holidays", "2026-12-25"));
    EXPECT_TRUE(holds(calendars, "holidays", "2027-01-01"));
    EXPECT_FALSE(holds(calendars, "holidays", "2026-12-26"));
    EXPECT_TRUE(holds(calendars, "weekends", "2026-12-25"));   // a Friday
    EXPECT_FALSE(holds(calendars, "weekends", "2026-12-27"));  // a Sunday
    EXPECT_TRUE(holds(calendars, "workdays", "2026-12-25"));
}

TEST(CalendarSettings, MayBeEmpty) {
    EXPECT_EQ(refusal("[calendars]"), "accepted");
    const auto calendars = read(parsed("[calendars.none-yet]\n[calendars.b]\ndates = []"));
    EXPECT_NE(calendars.find("none-yet"), nullptr);
    EXPECT_NE(calendars.find("b"), nullptr);
}

TEST(CalendarSettings, AreShownWithTheirOrigin) {
    const Config config = parsed("[calendars.a]\ndates = ['2026-12-25']\nfile = 'a.ics'\n");
    EXPECT_EQ(shown(config, "calendars.a.dates"), R"(["2026-12-25"] from /etc/t.toml:2)");
    EXPECT_EQ(shown(config, "calendars.a.file"), R"("a.ics" from /etc/t.toml:3)");
    EXPECT_EQ(shown(config, "calendars.a.weekdays"), "[] from default");
}

TEST(CalendarSettings, AreRefusedWhereTheyAreWrong) {
    EXPECT_EQ(refusal("[calendars.a]\ndates = ['2026-02-30']"),
              "f.toml:2: calendars.a.dates: '2026-02-30' is no date; one such as 2026-12-25, of "
              "the years 1970 to 2200, is expected");
    EXPECT_THAT(refusal("[calendars.a]\ndates = '2026-12-25'"), HasSubstr("a list of texts"));
    EXPECT_THAT(refusal("[calendars.a]\ndates = [2026-12-25]"), HasSubstr("a list of texts"));
    EXPECT_THAT(refusal("[calendars.a]\nweekdays = ['Friday']"),
                HasSubstr("'Friday' is not one of sun, mon"));
    EXPECT_THAT(refusal("[calendars.a]\nfile = ''"), HasSubstr("an iCalendar file"));
    EXPECT_THAT(refusal("[calendars.a]\nfile = 5"), HasSubstr("an iCalendar file"));
    EXPECT_THAT(refusal("[calendars.a]\ndate = []"), HasSubstr("did you mean 'dates'?"));
    EXPECT_THAT(refusal("[calendars]\ndates = []"), HasSubstr("[calendars.NAME]"));
    EXPECT_THAT(refusal("calendars = 5"), HasSubstr("[calendars.NAME]"));
    EXPECT_THAT(refusal("[calendars.a.dates]"), HasSubstr("[calendars.NAME]"));
}

TEST(CalendarSettings, HaveNamesThatAnOptionTakes) {
    for (const char* name : {"none", "'a b'", "'a,b'", "''", "-a", "'h\u00e9'"}) {
        EXPECT_THAT(refusal(std::string("[calendars.") + name + "]\ndates = []"),
                    HasSubstr("cannot name a calendar"))
            << name;
    }
    EXPECT_EQ(refusal("[calendars.de-BW_2]\ndates = []"), "accepted");
    EXPECT_THAT(refusal("[calendars." + std::string(65, 'a') + "]"), HasSubstr("cannot name"));
}

TEST(CalendarFile, IsReadFromTheDirectoryOfTheConfiguration) {
    const support::TemporaryHome home;
    home.write("conf/days/holidays.ics", kOneHoliday);
    const auto calendars =
        read(parsed("[calendars.holidays]\nfile = 'days/holidays.ics'\ndates = ['2027-01-01']\n",
                    home.file("conf/t.toml")));
    EXPECT_TRUE(holds(calendars, "holidays", "2026-12-25"));
    EXPECT_TRUE(holds(calendars, "holidays", "2027-01-01"));
}

TEST(CalendarFile, MayBeAbsolute) {
    const support::TemporaryHome home;
    const std::string file = home.write("h.ics", kOneHoliday);
    EXPECT_TRUE(holds(read(parsed("[calendars.h]\nfile = '" + file + "'\n")), "h", "2026-12-25"));
}

TEST(CalendarFile, ThatCannotBeReadIsNamedWithItsLine) {
    const support::TemporaryHome home;
    const std::string file = home.file("t.toml");
    const auto missing = read_calendars(parsed("[calendars.h]\nfile = 'no.ics'\n", file));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, base::ErrorCode::kInvalid);
    EXPECT_THAT(missing.error().message, HasSubstr(file + ":2: calendars.h.file: "));
    EXPECT_THAT(missing.error().message, HasSubstr(home.file("no.ics")));
    home.write("bad.ics", "hello\n");
    const auto bad = read_calendars(parsed("[calendars.h]\nfile = 'bad.ics'\n", file));
    ASSERT_FALSE(bad);
    EXPECT_THAT(bad.error().message, HasSubstr(home.file("bad.ics") + ": it is not iCalendar"));
}

TEST(CalendarFile, IsRefusedWhereItIsTooLarge) {
    const support::TemporaryHome home;
    home.write("large.ics", std::string(std::size_t{4} * 1024 * 1024 + 1, 'x'));
    const auto large =
        read_calendars(parsed("[calendars.h]\nfile = 'large.ics'\n", home.file("t.toml")));
    ASSERT_FALSE(large);
    EXPECT_THAT(large.error().message, HasSubstr("large.ics"));
}

}  // namespace
}  // namespace tasksched::config
