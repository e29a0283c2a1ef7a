#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

TEST(Next, PrintsTheTimesOfAnExpressionInItsZone) {
    const CommandLine command;
    EXPECT_EQ(command.must({"next", "--cron", "0 9 * * *", "--tz", "Europe/Paris", "--from",
                            "2030-03-30T00:00:00Z", "--count", "3"}),
              "2030-03-30T09:00:00+01:00\n2030-03-31T09:00:00+02:00\n2030-04-01T09:00:00+02:00");
}

TEST(Next, PrintsOneTimeWithoutACount) {
    const CommandLine command;
    EXPECT_EQ(lines(command.must({"next", "--cron", "* * * * *"})).size(), 1U);
}

TEST(Next, IsStrictlyAfterFrom) {
    const CommandLine command;
    EXPECT_EQ(command.must(
                  {"next", "--cron", "0 9 * * *", "--tz", "UTC", "--from", "2030-01-01T09:00:00Z"}),
              "2030-01-02T09:00:00Z");
}

TEST(Next, RemarksThatFromComesTwice) {
    const CommandLine command;
    const auto result = command.run(
        {"next", "--cron", "0 * * * *", "--tz", "Europe/Paris", "--from", "2030-10-27 02:30"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out, "2030-10-27T02:00:00+01:00\n");
    EXPECT_EQ(
        result.err,
        "tasksched: --from: 2030-10-27 02:30:00 comes twice in Europe/Paris; the first one is "
        "taken, 2030-10-27T02:30:00+02:00, not 2030-10-27T02:30:00+01:00\n");
}

TEST(Next, PrintsTheTimesOfAPeriod) {
    const CommandLine command;
    EXPECT_EQ(command.must({"next", "--every", "90m", "--tz", "UTC", "--from",
                            "2030-01-01T00:00:00Z", "--count", "2"}),
              "2030-01-01T01:30:00Z\n2030-01-01T03:00:00Z");
    EXPECT_EQ(command.must({"next", "--every", "1mo", "--tz", "UTC", "--from",
                            "2030-01-31T00:00:00Z", "--count", "2"}),
              "2030-02-28T00:00:00Z\n2030-03-31T00:00:00Z");
    EXPECT_EQ(command.must({"next", "--cron", "@every 90m", "--tz", "UTC", "--from",
                            "2030-01-01T00:00:00Z", "--count", "2"}),
              "2030-01-01T01:30:00Z\n2030-01-01T03:00:00Z");
}

TEST(Next, PrintsTheTimesOfATaskInItsZone) {
    const CommandLine command;
    command.must({"schedule", "--cron", "0 9 * * *", "--tz", "Asia/Kolkata", "--count", "2",
                  "--name", "n", "--", "x"});
    const auto printed = lines(command.must({"next", "n", "--count", "5"}));
    ASSERT_EQ(printed.size(), 2U);
    EXPECT_THAT(printed[0], HasSubstr("T09:00:00+05:30"));
}

TEST(Next, CountsWhatWillHaveRunBeforeFrom) {
    const CommandLine command;
    command.must({"schedule", "--every", "1h", "--start", "2030-01-01T00:00:00Z", "--count", "3",
                  "--name", "n", "--", "x"});
    EXPECT_EQ(command.must(
                  {"next", "n", "--tz", "UTC", "--from", "2030-01-01T01:00:00Z", "--count", "5"}),
              "2030-01-01T02:00:00Z");
    EXPECT_EQ(command.must({"next", "n", "--from", "2030-01-02T00:00:00Z"}), "");
}

TEST(Next, SaysWhyATaskHasNoTimes) {
    const CommandLine command;
    command.must({"schedule", "--in", "1h", "--", "x"});
    command.must({"cancel", "1"});
    const auto result = command.run({"next", "1"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.err, "tasksched: task 1 is cancelled: it does not run again\n");
}

TEST(Next, PrintsOneObjectWithJson) {
    const CommandLine command;
    EXPECT_EQ(command.must({"--json", "next", "--cron", "0 0 1 1 *", "--tz", "UTC", "--from",
                            "2030-06-01T00:00:00Z", "--count", "2"}),
              R"({"next":["2031-01-01T00:00:00Z","2032-01-01T00:00:00Z"]})");
}

TEST(Next, RefusesAnExpressionThatNeverComes) {
    const CommandLine command;
    const auto result = command.run({"next", "--cron", "0 0 30 2 *"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("'0 0 30 2 *'"));
}

TEST(Next, RefusesWhatHasNoTimesOrTooMany) {
    const CommandLine command;
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {"next"},
             {"next", "--cron", "* * * * *", "--every", "1h"},
             {"next", "--cron", "@reboot"},
             {"next", "--cron", "* * * * *", "--count", "0"},
             {"next", "--cron", "* * * * *", "--count", "x"},
             {"next", "--cron", "* * * * *", "--tz", "Mars/Olympus"},
             {"next", "--cron", "* * * * *", "--from", "someday"},
             {"next", "--every", "0"},
             {"next", "--batch", "--tz", "UTC"}}) {
        const auto result = command.run(arguments);
        EXPECT_EQ(result.exit_code, 2);
        EXPECT_EQ(lines(result.err).size(), 1U) << result.err;
    }
}

TEST(NextBatch, AnswersEachLine) {
    const CommandLine command;
    const auto result = command.run({"next", "--batch"},
                                    R"({"cron":"0 9 * * *","tz":"UTC","from":"2030-01-01T00:00:00Z"}
{"cron":"0 9 * * *","tz":"UTC","from":"2030-01-01T00:00:00Z","count":2}
{"cron":"0 25 * * *","tz":"UTC","from":"2030-01-01T00:00:00Z"}
nonsense
{"cron":"* * * * *","zone":"UTC"}
{"cron":"* * * * *","tz":"Mars/Olympus"}
{"cron":"* * * * *","count":0}
)");
    EXPECT_EQ(result.exit_code, 0);
    const auto printed = lines(result.out);
    ASSERT_EQ(printed.size(), 7U);
    EXPECT_EQ(printed[0], R"({"next":["2030-01-01T09:00:00Z"]})");
    EXPECT_EQ(printed[1], R"({"next":["2030-01-01T09:00:00Z","2030-01-02T09:00:00Z"]})");
    for (std::size_t i = 2; i < printed.size(); ++i) {
        EXPECT_TRUE(json::parse(printed[i]).contains("error")) << printed[i];
    }
    EXPECT_THAT(printed[2], HasSubstr("hour 25"));
    EXPECT_THAT(printed[4], HasSubstr("'zone'"));
}

TEST(NextBatch, TakesTheCountOfTheOptionWhereALineHasNone) {
    const CommandLine command;
    const json answer =
        json::parse(command.must({"next", "--batch", "--count", "4"}, R"({"cron":"* * * * *"})"));
    EXPECT_EQ(answer["next"].size(), 4U);
}

}  // namespace
}  // namespace tasksched::integration
