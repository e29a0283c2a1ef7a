#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

TEST(NextAll, MergesTheTimesOfAllTasks) {
    const CommandLine command;
    command.must({"schedule", "--at", "2030-01-01T10:30:00Z", "--", "x"});
    command.must({"schedule", "--every", "1h", "--start", "2030-01-01T10:00:00Z", "--name",
                  "hourly", "--", "x"});
    EXPECT_EQ(command.must({"next", "--all", "--from", "2030-01-01T09:59:59Z", "--for", "2h",
                            "--tz", "UTC"}),
              "2030-01-01T10:00:00Z\t2\thourly\n"
              "2030-01-01T10:30:00Z\t1\t-\n"
              "2030-01-01T11:00:00Z\t2\thourly");
}

TEST(NextAll, PrintsAnObjectALineWithJson) {
    const CommandLine command;
    command.must({"schedule", "--at", "2030-01-01T10:30:00Z", "--", "x"});
    EXPECT_EQ(command.must({"--json", "next", "--all", "--from", "2030-01-01T00:00:00Z", "--tz",
                            "Asia/Kolkata"}),
              R"({"time":"2030-01-01T16:00:00+05:30","task_id":1,"name":null,)"
              R"("scheduled_for":"2030-01-01T16:00:00+05:30"})");
}

TEST(NextAll, LooksSevenDaysAhead) {
    const CommandLine command;
    command.must({"schedule", "--cron", "0 9 * * *", "--", "x"});
    EXPECT_EQ(lines(command.must({"next", "--all"})).size(), 7U);
}

TEST(NextAll, HonoursJitterCountAndEnd) {
    const CommandLine command;
    command.must({"schedule", "--every", "1h", "--count", "2", "--", "x"});
    command.must({"schedule", "--every", "1d", "--until", "+2d", "--", "x"});
    command.must({"schedule", "--every", "1d", "--jitter", "10h", "--name", "j", "--", "x"});
    std::size_t counted = 0;
    std::size_t ended = 0;
    std::size_t delayed = 0;
    std::vector<std::string> times;
    for (const std::string& line :
         lines(command.must({"--json", "next", "--all", "--for", "5d"}))) {
        const json entry = json::parse(line);
        counted += entry["task_id"] == 1 ? 1U : 0U;
        ended += entry["task_id"] == 2 ? 1U : 0U;
        times.push_back(entry["time"]);
        EXPECT_GE(entry["time"], entry["scheduled_for"]);
        if (entry["time"] != entry["scheduled_for"]) {
            EXPECT_EQ(entry["name"], "j");
            ++delayed;
        }
    }
    EXPECT_EQ(counted, 2U);
    EXPECT_EQ(ended, 2U);
    EXPECT_GT(delayed, 0U);
    EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
}

TEST(NextAll, LeavesOutWhatHasNoTimes) {
    const CommandLine command;
    command.must({"schedule", "--every", "1h", "--name", "paused", "--", "x"});
    command.must({"schedule", "--every", "1h", "--name", "cancelled", "--", "x"});
    command.must({"schedule", "--cron", "@reboot", "--", "x"});
    command.must({"pause", "paused"});
    command.must({"cancel", "cancelled"});
    EXPECT_EQ(command.must({"next", "--all"}), "");
}

TEST(NextAll, PrintsNoMoreThanTheCount) {
    const CommandLine command;
    command.must({"schedule", "--cron", "* * * * *", "--", "x"});
    const auto limited = command.run({"next", "--all"});
    EXPECT_EQ(lines(limited.out).size(), 1000U);
    EXPECT_THAT(limited.err, HasSubstr("these are the first 1000 times up to "));
    EXPECT_EQ(lines(limited.err).size(), 1U);
    const auto asked = command.run({"next", "--all", "--count", "3"});
    EXPECT_EQ(lines(asked.out).size(), 3U);
    EXPECT_EQ(asked.err, "");
    EXPECT_EQ(lines(command.must({"next", "--all", "--count", "20000"})).size(), 10080U);
}

TEST(NextAll, ReadsEveryPageOfTasks) {
    const CommandLine command;
    std::string batch;
    for (int i = 0; i < 2500; ++i) {
        batch += R"({"at":"2030-01-01T10:30:00Z","shell":"x"})"
                 "\n";
    }
    command.must({"schedule", "--batch", "-"}, batch);
    EXPECT_EQ(
        lines(command.must({"next", "--all", "--from", "2030-01-01T00:00:00Z", "--count", "5000"}))
            .size(),
        2500U);
}

TEST(NextAll, IsEmptyWithoutAStore) {
    const CommandLine command;
    const auto result = command.run({"next", "--all"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("'tasksched schedule' makes it"));
}

TEST(NextAll, RefusesWhatDoesNotGoWithIt) {
    const CommandLine command;
    command.must({"schedule", "--every", "1h", "--", "x"});
    for (const auto& arguments :
         std::vector<std::vector<std::string>>{{"next", "--all", "1"},
                                               {"next", "--all", "--cron", "* * * * *"},
                                               {"next", "--all", "--for", "soon"},
                                               {"next", "--all", "--count", "0"},
                                               {"next", "--all", "--tz", "Mars/Olympus"},
                                               {"next", "1", "--for", "7d"}}) {
        const auto result = command.run(arguments);
        EXPECT_EQ(result.exit_code, 2);
        EXPECT_EQ(lines(result.err).size(), 1U) << result.err;
    }
}

}  // namespace
}  // namespace tasksched::integration
