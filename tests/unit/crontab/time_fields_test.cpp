#include "common/crontab/time_fields.h"

#include <gtest/gtest.h>

namespace tasksched::crontab {
namespace {

/// The expression and what follows it, "never", or the error with the line that it is told for.
std::string read(std::string_view line) {
    const std::string text = std::string(line) + "\n";
    Characters characters(text);
    const auto fields = read_time_fields(characters, 1);
    if (!fields) {
        return std::string(fields.error()) + " " + std::to_string(characters.line() - 1);
    }
    return (fields->when ? fields->when->text() : "never") + "|" +
           std::string(characters.line_from(characters.position()));
}

TEST(TimeFields, KeepWhatWasWrittenWhereBothReadersAgree) {
    EXPECT_EQ(read("*/15 9-17 * * mon-fri  a b"), "*/15 9-17 * * mon-fri|a b");
    EXPECT_EQ(read("0\t0 1,15 JAN *\tx"), "0 0 1,15 JAN *|x");
    EXPECT_EQ(read("0 0 * * 7 x"), "0 0 * * 7|x");
}

TEST(TimeFields, KnowTheMacrosInSmallLettersAlone) {
    EXPECT_EQ(read("@daily  x"), "@daily|x");
    EXPECT_EQ(read("@reboot x"), "@reboot|x");
    EXPECT_EQ(read("@daily"), "@daily|");
    EXPECT_EQ(read("@Daily x"), "bad time specifier 0");
    EXPECT_EQ(read("@every 5m x"), "bad time specifier 0");
}

TEST(TimeFields, AreRefusedInTheWordsOfCron) {
    EXPECT_EQ(read("60 * * * * x"), "bad minute 0");
    EXPECT_EQ(read("* 24 * * * x"), "bad hour 0");
    EXPECT_EQ(read("* * 0 * * x"), "bad day-of-month 0");
    EXPECT_EQ(read("* * * 13 * x"), "bad month 0");
    EXPECT_EQ(read("* * * * 8 x"), "bad day-of-week 0");
    EXPECT_EQ(read("5/10 * * * * x"), "bad minute 0");
    EXPECT_EQ(read("*/0 * * * * x"), "bad minute 0");
    EXPECT_EQ(read("1,,2 * * * * x"), "bad minute 0");
    EXPECT_EQ(read("5-64/30 * * * * x"), "bad minute 0");
    EXPECT_EQ(read("99999999999 * * * * x"), "bad minute 0");
    EXPECT_EQ(read("echo x"), "bad minute 0");
}

// Cron tells the line before one that it has not read to its end.
TEST(TimeFields, ThatEndTooSoonAreRefusedWithTheirOwnLine) {
    EXPECT_EQ(read("* * *"), "bad month 1");
    EXPECT_EQ(read("5"), "bad hour 1");
}

TEST(TimeFields, TakeWhatCronTakes) {
    EXPECT_EQ(read("5.5 * * * * x"), "5 * * * *|x");
    EXPECT_EQ(read("*x * * * * x"), "* * * * *|x");
    EXPECT_EQ(read("*/90 * * * * x"), "*/60 * * * *|x");
    EXPECT_EQ(read("*/90,7 * * * * x"), "*/60,7 * * * *|x");
    EXPECT_EQ(read("0 0 * * */9 x"), "0 0 * * */7|x");
}

TEST(TimeFields, MayNeverComeAsInCron) {
    EXPECT_EQ(read("0 0 30 2 * x"), "never|x");
    EXPECT_EQ(read("0 5-2 * * * x"), "never|x");
    EXPECT_EQ(read("0 0 * * fri-sun x"), "never|x");
}

TEST(TimeFields, LeaveItToTheOtherDayFieldWhereOneHasNoDay) {
    EXPECT_EQ(read("0 0 5-2 * 1 x"), "0 0 * * 1|x");
    EXPECT_EQ(read("0 0 1 * 6-0 x"), "0 0 1 * *|x");
    EXPECT_EQ(read("0 0 5-2 * 6-0 x"), "never|x");
}

TEST(TimeFields, TakeWhatOtherCronsTake) {
    EXPECT_EQ(read("0 0 L * * x"), "0 0 L * *|x");
    EXPECT_EQ(read("0 0 ? * 5#2 x"), "0 0 * * 5#2|x");
    EXPECT_EQ(read("0 0 15W * * x"), "0 0 15W * *|x");
    EXPECT_EQ(read("5~5 0 * * * x"), "5 0 * * *|x");
    EXPECT_EQ(read("5~70 0 * * * x"), "5 0 * * *|x");  // cron passes over what follows a number
}

}  // namespace
}  // namespace tasksched::crontab
