#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

std::string schedule_daily(const CommandLine& command) {
    return command.must({"schedule", "--cron", "0 9 * * *", "--start", "2090-01-01T00:00:00Z",
                         "--tz", "Europe/Paris", "--name", "daily", "--", "/bin/true"});
}

TEST(Why, AnswersInOneLineWithTheTimeFirst) {
    const CommandLine command;
    schedule_daily(command);
    EXPECT_EQ(command.must({"why", "daily", "--at", "2090-06-01 09:00"}),
              "2090-06-01T09:00:00+02:00\tit is yet to come");
    EXPECT_EQ(command.must({"why", "daily"}), "2090-01-01T09:00:00+01:00\tit is yet to come");
}

TEST(Why, NamesTheTimesBesideOneThatIsNone) {
    const CommandLine command;
    schedule_daily(command);
    EXPECT_THAT(command.must({"why", "daily", "--at", "2090-06-01 10:00"}),
                HasSubstr("the times beside it are 2090-06-01T09:00:00+02:00 and "
                          "2090-06-02T09:00:00+02:00"));
}

TEST(Why, AnswersAsJson) {
    const CommandLine command;
    const auto id = schedule_daily(command);
    const auto answer =
        json::parse(command.must({"--json", "why", id, "--at", "2090-06-01 09:00"}));
    EXPECT_EQ(answer, (json{{"task_id", std::stoi(id)},
                            {"at", "2090-06-01T09:00:00+02:00"},
                            {"run_id", nullptr},
                            {"state", nullptr},
                            {"reason", nullptr},
                            {"answer", "it is yet to come"}}));
}

TEST(Why, RefusesWhatIsNoTaskAndNoTime) {
    const CommandLine command;
    schedule_daily(command);
    EXPECT_EQ(command.run({"why", "weekly"}).exit_code, 3);
    const auto result = command.run({"why", "daily", "--at", "25:00"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, HasSubstr("--at"));
}

}  // namespace
}  // namespace tasksched::integration
