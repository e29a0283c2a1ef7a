#include "common/crontab/command_text.h"

#include <gtest/gtest.h>

namespace tasksched::crontab {
namespace {

std::string command(std::string_view text) { return split_command(text).command; }

std::string input(std::string_view text) {
    return split_command(text).standard_input.value_or("none");
}

std::string flags(std::string_view text) {
    const CommandFlags flags = take_flags(text);
    return std::string(flags.mail_failures_only ? "n" : "") + (flags.quiet ? "q" : "") +
           (flags.single ? "s" : "") + "|" + std::string(text);
}

TEST(CommandText, IsWhatStandsBeforeThePercentSign) {
    EXPECT_EQ(command("cat%one%two"), "cat");
    EXPECT_EQ(input("cat%one%two"), "one\ntwo\n");
    EXPECT_EQ(input("cat%one%"), "one\n");
    EXPECT_EQ(input("cat%%one"), "\none\n");
    EXPECT_EQ(input("cat%"), "none");
    EXPECT_EQ(input("cat"), "none");
}

TEST(CommandText, TakesEscapedPercentSignsAsThemselves) {
    EXPECT_EQ(command(R"(date +\%F)"), "date +%F");
    EXPECT_EQ(input(R"(date +\%F)"), "none");
    EXPECT_EQ(input(R"(cat%5\% of it)"), "5% of it\n");
}

// Between them the command and its input are not alike: that is how cron is.
TEST(CommandText, TakesEscapedBackslashesTogetherInTheCommandAlone) {
    EXPECT_EQ(command(R"(a\\b\c)"), R"(a\b\c)");
    EXPECT_EQ(command(R"(a\\%b)"), R"(a\)");
    EXPECT_EQ(input(R"(a%b\\c\d)"), "b\\\\c\\d\n");
    EXPECT_EQ(input(R"(a%b\)"), "b\\\n");
}

TEST(CommandFlags, AreWordsBeforeTheCommand) {
    EXPECT_EQ(flags("-n -s make all"), "ns|make all");
    EXPECT_EQ(flags("-qn\tmake"), "nq|make");
    EXPECT_EQ(flags("-x make"), "|-x make");
    EXPECT_EQ(flags("-n"), "|-n");
    EXPECT_EQ(flags("make -n"), "|make -n");
    EXPECT_EQ(flags(""), "|");
}

}  // namespace
}  // namespace tasksched::crontab
