#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <set>
#include <string>
#include <utility>

#include "common/schedule/cron.h"

namespace tasksched::schedule {
namespace {

using testing::HasSubstr;

CronExpression parsed(const std::string& text, std::uint64_t seed = 0) {
    auto cron = CronExpression::parse(text, seed);
    EXPECT_TRUE(cron) << cron.error().message;
    return cron ? *cron : *CronExpression::parse("@reboot");
}

std::string message(const std::string& text) {
    const auto cron = CronExpression::parse(text);
    EXPECT_FALSE(cron) << text;
    if (cron) {
        return "";
    }
    EXPECT_EQ(cron.error().code, base::ErrorCode::kInvalid);
    EXPECT_EQ(cron.error().message.find('\n'), std::string::npos);
    return cron.error().message;
}

void expect_same(std::initializer_list<std::pair<const char*, const char*>> pairs) {
    for (const auto& [one, other] : pairs) {
        EXPECT_EQ(parsed(one), parsed(other)) << one << "  " << other;
    }
}

TEST(CronExpression, TakesListsRangesAndSteps) {
    expect_same({{"1,3,5 * * * *", "1-5/2 * * * *"},
                 {"*/20 * * * *", "0-59/20 * * * *"},
                 {"0 0-23/6 * * *", "0 0,6,12,18 * * *"},
                 {"0 0 */10 * *", "0 0 */10 1-12 *"},
                 {"10-20/60 * * * *", "10 * * * *"},
                 {"*/60 * * * *", "0 * * * *"},
                 {"0-59 0 * * *", "0-29,30-59 0 * * *"},
                 {"00 09 01 01 *", "0 9 1 1 *"}});
    EXPECT_EQ(parsed("*/20 * * * *").fields().minutes.to_ullong(), 1U | 1ULL << 20 | 1ULL << 40);
}

TEST(CronExpression, TakesNamesInAnyCase) {
    expect_same({{"0 0 * JAN,feb,Mar *", "0 0 * 1-3 *"},
                 {"0 0 * * mon-FRI", "0 0 * * 1-5"},
                 {"0 0 * jan-dec/3 *", "0 0 * 1-12/3 *"},
                 {"0 0 * * Sun", "0 0 * * 0"}});
}

TEST(CronExpression, TakesSundayAsZeroAndSeven) {
    expect_same({{"0 0 * * 7", "0 0 * * 0"},
                 {"0 0 * * 5-7", "0 0 * * 0,5,6"},
                 {"0 0 * * 0-7", "0 0 * * 0-6"},
                 {"0 0 * * 7#2", "0 0 * * 0#2"},
                 {"0 0 * * 7L", "0 0 * * sunL"}});
}

TEST(CronExpression, TakesARangeThatEndsOnSunday) {
    expect_same({{"0 0 * * sat-sun", "0 0 * * 0,6"},
                 {"0 0 * * fri-sun/2", "0 0 * * 5,7"},
                 {"0 0 * * 6-0", "0 0 * * 6,0"},
                 {"0 0 * * sun-sun", "0 0 * * 0"}});
}

TEST(CronExpression, TakesLeadingSeconds) {
    expect_same({{"0 30 9 * * *", "30 9 * * *"}});
    EXPECT_NE(parsed("15 30 9 * * *"), parsed("30 9 * * *"));
    EXPECT_EQ(parsed("*/30 * * * * *").fields().seconds.to_ullong(), 1U | 1ULL << 30);
    EXPECT_EQ(parsed("* * * * *").fields().seconds.to_ullong(), 1U);
}

TEST(CronExpression, TakesMacros) {
    expect_same({{"@yearly", "0 0 1 1 *"},
                 {"@annually", "0 0 1 1 *"},
                 {"@monthly", "0 0 1 * *"},
                 {"@weekly", "0 0 * * 0"},
                 {"@daily", "0 0 * * *"},
                 {"@midnight", "0 0 * * *"},
                 {"@hourly", "0 * * * *"},
                 {"@DAILY", "@daily"}});
    EXPECT_TRUE(parsed("@reboot").at_reboot());
    EXPECT_FALSE(parsed("@daily").at_reboot());
    EXPECT_NE(parsed("@reboot"), parsed("@daily"));
}

TEST(CronExpression, TakesBlanksAndTabsBetweenFields) {
    expect_same({{"  0\t9  * *\t\t1-5 ", "0 9 * * 1-5"}, {"0 9 * * 1-5\n", "0 9 * * 1-5"}});
    EXPECT_EQ(parsed(" 0\t9  * * 1-5 ").text(), "0 9 * * 1-5");
}

TEST(CronExpression, TakesLastNearestAndNth) {
    const auto days = parsed("0 0 L,L-3,15W,lw * *").fields();
    EXPECT_EQ(days.days_from_last.to_ulong(), 1U | 1U << 3U);
    EXPECT_EQ(days.nearest_weekdays.to_ulong(), 1U | 1U << 15U);
    EXPECT_TRUE(days.days.none());
    const auto weekdays = parsed("0 0 * * 1#2,friL").fields();
    EXPECT_EQ(weekdays.nth_weekdays.to_ullong(), 1ULL << (2 * 7 + 1) | 1ULL << 5);
    expect_same({{"0 0 L-0 * *", "0 0 l * *"}, {"0 0 * * MON#1", "0 0 * * 1#1"}});
}

TEST(CronExpression, KnowsAStarByTheFirstCharacter) {
    const auto flags = [](const char* text) {
        const CronFields fields = parsed(text).fields();
        return std::string(fields.follows_clock ? "c" : "-") + (fields.day_is_star ? "d" : "-") +
               (fields.weekday_is_star ? "w" : "-");
    };
    EXPECT_EQ(flags("0 0 1 * 1"), "---");
    EXPECT_EQ(flags("* 0 1 * 1"), "c--");
    EXPECT_EQ(flags("0 */2 1 * 1"), "c--");
    EXPECT_EQ(flags("0 0 */2 * 1"), "-d-");
    EXPECT_EQ(flags("0 0 1 * *,1"), "--w");
    EXPECT_EQ(flags("0 0 1,* * 1"), "---");
    EXPECT_EQ(flags("0 0 ? * ?"), "-dw");
    EXPECT_EQ(flags("0-59 0-23 1-31 * 0-6"), "---");
    EXPECT_EQ(flags("* 0 0 1 * 1"), "---");  // the field of seconds does not count
    EXPECT_EQ(flags("@hourly"), "cdw");
    EXPECT_EQ(flags("@daily"), "-dw");
}

TEST(CronExpression, NamesTheFieldAndItsRange) {
    EXPECT_EQ(message("0 25 * * *"), "cron expression '0 25 * * *': hour 25 is outside 0-23");
    EXPECT_THAT(message("60 * * * *"), HasSubstr("minute 60 is outside 0-59"));
    EXPECT_THAT(message("60 0 * * * *"), HasSubstr("second 60 is outside 0-59"));
    EXPECT_THAT(message("0 0 0 * *"), HasSubstr("day of month 0 is outside 1-31"));
    EXPECT_THAT(message("0 0 32 * *"), HasSubstr("day of month 32 is outside 1-31"));
    EXPECT_THAT(message("0 0 * 13 *"), HasSubstr("month 13 is outside 1-12"));
    EXPECT_THAT(message("0 0 * * 8"), HasSubstr("day of week 8 is outside 0-7"));
    EXPECT_THAT(message("0 99999999999999999999999 * * *"), HasSubstr("is outside 0-23"));
    EXPECT_THAT(message("x * * * *"), HasSubstr("minute 'x' is not understood; allowed are 0-59"));
    EXPECT_THAT(message("0 0 * foo *"), HasSubstr("month 'foo' is not understood"));
    EXPECT_THAT(message("0 0 * * mon-fry"), HasSubstr("day of week 'fry' is not understood"));
}

TEST(CronExpression, RefusesAStepWithoutARange) {
    EXPECT_THAT(message("5/15 * * * *"),
                HasSubstr("minute '5/15': a step needs a range; write 5-59/15"));
    EXPECT_THAT(message("0 0 1/2 * *"), HasSubstr("write 1-31/2"));
    EXPECT_THAT(message("0 0 * mar/2 *"), HasSubstr("write mar-12/2"));
}

TEST(CronExpression, RefusesStepsOutsideTheField) {
    for (const char* text : {"*/0 * * * *", "*/61 * * * *", "0 */25 * * *", "0 0 * */13 *",
                             "0 0 * * */8", "*/-5 * * * *", "*/x * * * *", "*/ * * * *",
                             "1-5/999999999999999999999 * * * *", "*/5/5 * * * *"}) {
        EXPECT_THAT(message(text), HasSubstr("step")) << text;
    }
}

TEST(CronExpression, RefusesARangeThatRunsDown) {
    EXPECT_THAT(message("0 22-2 * * *"), HasSubstr("hour range '22-2' runs down; write 22-23,0-2"));
    EXPECT_THAT(message("0 0 * * fri-mon"), HasSubstr("write 5-6,0-1"));
    EXPECT_THAT(message("0 0 * * 7-2"), HasSubstr("write 0-2"));
    EXPECT_THAT(message("0 0 * dec-jan *"), HasSubstr("runs down"));
    EXPECT_THAT(message("30~10 * * * *"), HasSubstr("runs down; write 10~30"));
}

TEST(CronExpression, RefusesTheWrongNumberOfFields) {
    EXPECT_THAT(message("0 9 * *"), HasSubstr("it has 4 fields; expected five"));
    EXPECT_THAT(message("0 0 9 * * * 2026"), HasSubstr("it has 7 fields"));
    EXPECT_THAT(message("x"), HasSubstr("it has 1 field;"));
    EXPECT_THAT(message(""), HasSubstr("it is empty"));
    EXPECT_THAT(message(" \t\n"), HasSubstr("it is empty"));
}

TEST(CronExpression, RefusesBrokenItems) {
    for (const char* text :
         {", * * * *",           "1,,2 * * * *",       "1, * * * *",        "- * * * *",
          "1- * * * *",          "-1 * * * *",         "1-2-3 * * * *",     "** * * * *",
          "*1 * * * *",          "1* * * * *",         "+1 * * * *",        "1.5 * * * *",
          "? * * * *",           "0 ? * * *",          "0 0 * ? *",         "0 0 ?,1 * *",
          "0 0 1,? * *",         "0 0 ?/2 * *",        "L * * * *",         "0 0 * L *",
          "0 0 * * 1W",          "0 0 L/2 * *",        "0 0 1-LW * *",      "0 0 0W * *",
          "0 0 32W * *",         "0 0 W * *",          "0 0 1-5W * *",      "0 0 L-31 * *",
          "0 0 L- * *",          "0 0 L-x * *",        "0 0 L-3W * *",      "0 0 LL * *",
          "0 0 * * L",           "0 0 * * 8L",         "0 0 * * xL",        "0 0 * * 1#0",
          "0 0 * * 1#6",         "0 0 * * 1#",         "0 0 * * #1",        "0 0 * * 8#1",
          "0 0 * * 1#2#3",       "0 0 * * 1-5L",       "0 0 * * 1#1-3",     "monday * * * *",
          "0 0 * january *",     "0 0 * * m\xC3\xB6n", "0 0 * * 1\x1B[31m", "~~ * * * *",
          "1~2~3 * * * *",       "x~ * * * *",         "0~60 * * * *",      "~/0 * * * *",
          "* * * * *\n* * * * *"}) {
        message(text);
    }
    message(std::string("0 0 * * 1\0", 10));
    message("0 0 * * " + std::string(5000, '1'));
    message(std::string(100'000, ' ') + std::string(100'000, '*'));
}

TEST(CronExpression, RefusesUnknownMacros) {
    EXPECT_THAT(message("@dayly"), HasSubstr("known are @yearly, @annually, @monthly"));
    EXPECT_THAT(message("@daily 5"), HasSubstr("no such macro"));
    EXPECT_THAT(message("@"), HasSubstr("no such macro"));
    EXPECT_THAT(message("@every 15m"), HasSubstr("schedule it with --every"));
}

TEST(CronExpression, RefusesSchedulesThatNeverCome) {
    for (const char* text : {"0 0 30 2 *", "0 0 30,31 feb *", "0 0 31 2,4,6,9,11 *", "0 0 L-29 2 *",
                             "0 0 31W 4 *", "0 0 L-30 4 *", "0 0 */30 2 0#2"}) {
        EXPECT_THAT(message(text), HasSubstr("it never comes")) << text;
    }
}

TEST(CronExpression, TakesSchedulesThatSeldomCome) {
    for (const char* text : {"0 0 29 2 *", "0 0 29 2 */7", "0 0 30 2 1", "0 0 L-28 2 *",
                             "0 0 29W 2 *", "0 0 * 2 1#5", "0 0 */28 2 1#5"}) {
        parsed(text);
    }
}

TEST(CronExpression, DrawsWithinTheRange) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        const auto cron = parsed("10~12 ~ * * *", seed);
        EXPECT_EQ(cron.fields().minutes.count(), 1U);
        EXPECT_EQ(cron.fields().hours.count(), 1U);
        seen.insert(cron.text().substr(0, cron.text().find(' ')));
    }
    EXPECT_EQ(seen, (std::set<std::string>{"10", "11", "12"}));
}

TEST(CronExpression, DrawsTheSameFromTheSameSeed) {
    EXPECT_EQ(parsed("~ ~ ~ ~ ~", 17).text(), parsed("~ ~ ~ ~ ~", 17).text());
    EXPECT_NE(parsed("~ ~ ~ ~ ~", 17).text(), parsed("~ ~ ~ ~ ~", 18).text());
}

TEST(CronExpression, KeepsWhatItDrew) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const auto cron = parsed("~,50 0~12/5 ~10 */2 5~", seed);
        EXPECT_EQ(cron.text().find('~'), std::string::npos);
        EXPECT_EQ(parsed(cron.text(), seed + 1), cron) << cron.text();
    }
}

TEST(CronExpression, DrawsADateThatComes) {
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        parsed("0 0 ~ 2 *", seed);
        parsed("0 0 28~31 2 *", seed);
        parsed("0 0 */28 2 1~3", seed);
    }
    EXPECT_THAT(message("0 0 30~31 2 *"), HasSubstr("it never comes"));
}

TEST(CronExpression, DrawsTheStartOfASteppedRange) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        seen.insert(parsed("~/15 * * * *", seed).text());
    }
    EXPECT_EQ(seen.size(), 15U);
    EXPECT_TRUE(seen.contains("14-59/15 * * * *"));
}

}  // namespace
}  // namespace tasksched::schedule
