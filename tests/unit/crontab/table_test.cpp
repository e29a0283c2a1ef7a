#include "common/crontab/table.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::crontab {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// "LINE: TIMES COMMAND" of each job.
std::vector<std::string> jobs(const Table& table) {
    std::vector<std::string> lines;
    for (const JobLine& job : table.jobs) {
        lines.push_back(fmt::format("{}: {} {}", job.line, job.when ? job.when->text() : "never",
                                    job.command.command));
    }
    return lines;
}

Table must(std::string_view text) {
    auto table = read_table(text);
    EXPECT_TRUE(table) << (table ? "" : table.error().message);
    return table ? std::move(*table) : Table();
}

/// "LINE MESSAGE" as crontab tells it.
std::string error(std::string_view text) {
    const auto table = read_table(text);
    if (table) {
        return "none";
    }
    switch (table.error().fault) {
        case Fault::kLine:
            return fmt::format("{} {}", table.error().told_line, table.error().message);
        case Fault::kTooManyLines:
            return "too many lines";
        case Fault::kNoEndOfLastLine:
            return "no end of last line";
    }
    return "";
}

TEST(Table, IsJobsBetweenCommentsAndBlankLines) {
    const Table table =
        must("# a\n\n  # b\n * * * * * one\n\t\n0 5 * * 1\ttwo  2 \n@hourly three\n");
    EXPECT_THAT(jobs(table),
                ElementsAre("4: * * * * * one", "6: 0 5 * * 1 two  2 ", "7: @hourly three"));
    EXPECT_TRUE(must("").jobs.empty());
}

TEST(Table, GivesVariablesToTheLinesBelow) {
    const Table table = must("A=1\n* * * * * a\nB=2\nA=3\n* * * * * b\n* * * * * c\n");
    ASSERT_EQ(table.jobs.size(), 3U);
    EXPECT_EQ(*table.jobs[0].variables, (Variables::List{{"A", "1"}}));
    EXPECT_EQ(*table.jobs[1].variables, (Variables::List{{"A", "3"}, {"B", "2"}}));
    EXPECT_EQ(table.jobs[1].variables, table.jobs[2].variables);
}

TEST(Table, TellsErrorsAsCrontabDoes) {
    EXPECT_EQ(error("* * * * * a\n61 * * * * b\n"), "1 bad minute");
    EXPECT_EQ(error("# x\n\n* * *\n"), "3 bad month");
    EXPECT_EQ(error("@weekdays x\n"), "0 bad time specifier");
    EXPECT_EQ(error("* * * * * * six\n"), "0 bad command");
    EXPECT_EQ(error("hello\n"), "1 bad minute");
    EXPECT_EQ(error("hello you\n"), "0 bad minute");
    EXPECT_EQ(error("\r\n"), "0 bad minute");
}

TEST(Table, NeedsALineEndAfterItsLastLine) {
    EXPECT_EQ(error("* * * * * a"), "no end of last line");
    EXPECT_EQ(error("A=b"), "no end of last line");
    EXPECT_EQ(error("* * * * * a\n# b"), "none");
    EXPECT_EQ(error("* * * * * a\n  "), "none");
    EXPECT_EQ(error("x y\n* * * * * a"), "0 bad minute");
}

TEST(Table, HasAtMostTenThousandLines) {
    std::string text;
    for (int line = 0; line < kMostLines; ++line) {
        text += "0 0 * * * x\n";
    }
    EXPECT_EQ(error(text), "none");
    EXPECT_EQ(error(text + "0 0 * * * x\n"), "too many lines");
}

TEST(Table, TakesCommandsThatAreEmpty) {
    EXPECT_THAT(jobs(must("* * * * *\n")), ElementsAre("1: * * * * * "));
}

TEST(Table, KeepsWhatNeverComesAndRemarksOnIt) {
    const Table table = must("0 0 30 2 * x\n");
    EXPECT_THAT(jobs(table), ElementsAre("1: never x"));
    ASSERT_EQ(table.remarks.size(), 1U);
    EXPECT_EQ(table.remarks[0].line, 1);
}

TEST(Table, TakesTheFlagsOfOtherCrons) {
    const Table table = must("-*/5 * * * * a\n* * * * * -n -s b\n");
    EXPECT_THAT(jobs(table), ElementsAre("1: */5 * * * * a", "2: * * * * * b"));
    EXPECT_EQ(table.jobs[1].flags, (CommandFlags{true, false, true}));
}

TEST(Table, ReadsZonesAndDelaysDownwards) {
    const Table table = must(
        "* * * * * a\nCRON_TZ=Asia/Tokyo\nRANDOM_DELAY=5\n* * * * * b\nCRON_TZ=''\n"
        "RANDOM_DELAY=many\n* * * * * c\n");
    ASSERT_EQ(table.jobs.size(), 3U);
    EXPECT_FALSE(table.jobs[0].zone);
    EXPECT_EQ(table.jobs[1].zone->name(), "Asia/Tokyo");
    EXPECT_EQ(table.jobs[1].random_delay.count(), 5);
    EXPECT_FALSE(table.jobs[2].zone);
    EXPECT_EQ(table.jobs[2].random_delay.count(), 0);
    ASSERT_EQ(table.remarks.size(), 1U);
    EXPECT_THAT(table.remarks[0].text, HasSubstr("RANDOM_DELAY 'many'"));
    EXPECT_EQ(error("CRON_TZ=Mars/Olympus\n"), "1 bad time zone 'Mars/Olympus'");
}

TEST(Table, GivesOptionsInCommentsToTheNextJob) {
    const Table table = must(
        "# tasksched: name=backup retries=3\n#tasksched: timeout='1h'\n* * * * * a\n* * * * * b\n");
    ASSERT_EQ(table.jobs.size(), 2U);
    ASSERT_NE(table.jobs[0].options, nullptr);
    EXPECT_EQ(table.jobs[0].options->name, "backup");
    EXPECT_EQ(table.jobs[0].options->timeout, "1h");
    EXPECT_EQ(table.jobs[1].options, nullptr);
    EXPECT_THAT(error("\n# tasksched: retires=3\n* * * * * a\n"),
                HasSubstr("2 bad tasksched option: 'retires' is none; did you mean retries?"));
    EXPECT_EQ(must("# tasksched: retries=1\n").remarks.size(), 1U);
}

TEST(Table, OfTheSystemNamesUsers) {
    const auto knows = [](std::string_view name) { return name == "root" || name == "www-data"; };
    const auto table = read_table(
        "17 *\t* * *\troot    cd / && run-parts --report /etc/cron.hourly\n"
        "@daily www-data -n x\n",
        knows);
    ASSERT_TRUE(table);
    EXPECT_EQ(table->jobs[0].user, "root");
    EXPECT_EQ(table->jobs[0].command.command, "   cd / && run-parts --report /etc/cron.hourly");
    EXPECT_EQ(table->jobs[1].user, "www-data");
    EXPECT_TRUE(table->jobs[1].flags.mail_failures_only);
    EXPECT_EQ(read_table("* * * * * nobody-known x\n", knows).error().message, "bad username");
}

TEST(Table, RefusesTextThatNobodyCouldBeShown) {
    EXPECT_EQ(error("# caf\xe9\n* * * * * a\n"), "none");
    EXPECT_EQ(error("* * * * * caf\xe9\n"), "1 bad command: it is not UTF-8 text");
    EXPECT_EQ(error("A=caf\xe9\n"), "1 bad variable: it is not UTF-8 text");
}

}  // namespace
}  // namespace tasksched::crontab
