#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Explain, PrintsASentenceWarningsAndTimes) {
    const CommandLine command;
    EXPECT_EQ(command.must({"explain", "30 2 13 * fri", "--tz", "Europe/Paris", "--from",
                            "2030-03-01T00:00:00Z"}),
              "At 02:30 on the 13th of every month and on every Friday.\n"
              "warning: neither day field begins with '*': a day that matches one of them is "
              "enough, it need not match both (crontab(5))\n"
              "2030-03-01T02:30:00+01:00\n2030-03-08T02:30:00+01:00\n2030-03-13T02:30:00+01:00\n"
              "2030-03-15T02:30:00+01:00\n2030-03-22T02:30:00+01:00");
}

TEST(Explain, IsAsOfNowInTheHostsZone) {
    const CommandLine command;
    const std::string before = command.must({"next", "--cron", "* * * * *"});
    const auto printed = lines(command.must({"explain", "* * * * *"}));
    const std::string after = command.must({"next", "--cron", "* * * * *"});
    ASSERT_EQ(printed.size(), 6U);
    EXPECT_EQ(printed[0], "Every minute.");
    EXPECT_THAT(printed[1], ::testing::AnyOf(before, after));  // a minute may begin between them
}

TEST(Explain, ToldByLinesCanBeSplitByTheirBeginnings) {
    const CommandLine command;
    const auto printed = lines(command.must({"explain", "0 0 31 * 1", "--tz", "UTC"}));
    ASSERT_EQ(printed.size(), 8U);
    EXPECT_THAT(printed[1], StartsWith("warning: "));
    EXPECT_THAT(printed[2], StartsWith("warning: "));
    EXPECT_THAT(printed[3], ::testing::MatchesRegex("[0-9].*"));
}

TEST(Explain, PrintsOneObjectWithJson) {
    const CommandLine command;
    const std::string text = command.must(
        {"--json", "explain", "*/7 9-17 * * *", "--tz", "UTC", "--from", "2030-01-01T17:50:00Z"});
    EXPECT_EQ(lines(text).size(), 1U);
    const json object = json::parse(text);
    EXPECT_EQ(object.size(), 5U);
    EXPECT_EQ(object["expression"], "*/7 9-17 * * *");
    EXPECT_EQ(object["time_zone"], "UTC");
    EXPECT_EQ(object["meaning"],
              "Every 7 minutes from minute 0 to 56 of every hour from 9 to 17 every day.");
    ASSERT_EQ(object["warnings"].size(), 1U);
    EXPECT_EQ(object["warnings"][0]["kind"], "uneven-step");
    EXPECT_THAT(object["warnings"][0]["text"].get<std::string>(), HasSubstr("only 4 minutes"));
    ASSERT_EQ(object["next"].size(), 5U);
    EXPECT_EQ(object["next"][0], "2030-01-01T17:56:00Z");
}

TEST(Explain, OfWhatHasNoTimesPrintsNone) {
    const CommandLine command;
    EXPECT_EQ(lines(command.must({"explain", "@reboot"})).size(), 2U);
    EXPECT_EQ(json::parse(command.must({"--json", "explain", "@reboot"}))["next"], json::array());
}

TEST(Explain, TakesAPeriod) {
    const CommandLine command;
    const auto printed = lines(
        command.must({"explain", "@every 90m", "--tz", "UTC", "--from", "2030-01-01T00:00:00Z"}));
    ASSERT_EQ(printed.size(), 6U);
    EXPECT_EQ(printed[0], "Every 1 hour and 30 minutes, counted from the start of the schedule.");
    EXPECT_EQ(printed[1], "2030-01-01T01:30:00Z");
}

TEST(Explain, NeedsNoStore) {
    const CommandLine command;
    EXPECT_EQ(command.run({"--store", "sqlite:/nowhere/tasks.db", "explain", "@daily"}).exit_code,
              0);
}

TEST(Explain, RefusesWhatIsWrongInOneLine) {
    const CommandLine command;
    for (const auto& arguments :
         std::vector<std::vector<std::string>>{{"explain"},
                                               {"explain", "0 25 * * *"},
                                               {"explain", "0 0 30 2 *"},
                                               {"explain", "@every soon"},
                                               {"explain", "0", "9", "*", "*", "*"},
                                               {"explain", "@daily", "--tz", "Mars/Olympus"},
                                               {"explain", "@daily", "--from", "someday"}}) {
        const auto result = command.run(arguments);
        EXPECT_EQ(result.exit_code, 2);
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(lines(result.err).size(), 1U) << result.err;
    }
    EXPECT_EQ(command.run({"explain", "0 25 * * *"}).err,
              "tasksched: cron expression '0 25 * * *': hour 25 is outside 0-23\n");
}

}  // namespace
}  // namespace tasksched::integration
