#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

TEST(Status, IsNotHealthyWithoutADaemon) {
    const CommandLine command;
    command.must({"schedule", "--in", "1h", "--", "x"});
    const auto result = command.run({"status"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_EQ(result.err, "");
    EXPECT_THAT(result.out, HasSubstr("health\tnot healthy\n"));
    EXPECT_THAT(result.out, HasSubstr("\ndaemon\tnot running\n"));
    EXPECT_THAT(result.out, HasSubstr("\nactive_tasks\t1\n"));
    EXPECT_THAT(result.out, HasSubstr("\nproblem\tno daemon is running for this store"));
}

TEST(Status, IsOneObjectWithJson) {
    const CommandLine command;
    command.must({"schedule", "--at", "@4102444800", "--", "x"});
    command.must({"run", "1"});
    const auto result = command.run({"--json", "status"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_EQ(lines(result.out).size(), 1U);
    const json status = json::parse(result.out);
    EXPECT_EQ(status["healthy"], false);
    EXPECT_EQ(status["store"], "sqlite:" + command.store_path());
    EXPECT_TRUE(status["daemon_pid"].is_null());
    EXPECT_TRUE(status["store_failing_since"].is_null());
    EXPECT_EQ(status["held_records"], 0);
    EXPECT_EQ(status["tasks"]["active"], 1);
    EXPECT_EQ(status["next_run_at"], "2100-01-01T00:00:00Z");
    EXPECT_EQ(status["unknown_runs"], 0);
    EXPECT_EQ(status["failed_last_day"], 0);
    ASSERT_EQ(status["queues"].size(), 1U);
    EXPECT_EQ(status["queues"][0]["type"], "command");
    EXPECT_EQ(status["queues"][0]["queued"], 1);
    EXPECT_EQ(status["queues"][0]["running"], 0);
    EXPECT_EQ(status["queues"][0]["slots"], 500);
    EXPECT_GE(status["queues"][0]["lag_seconds"].get<int>(), 0);
    ASSERT_EQ(status["users"].size(), 1U);
    EXPECT_EQ(status["users"][0]["queued"], 1);
    EXPECT_TRUE(status["users"][0]["slots"].is_null());
    EXPECT_EQ(status["missed_tasks"], 0);
    EXPECT_EQ(status["problems"].size(), 1U);
}

TEST(Status, TellsTheSlotsOfTypesAndOfUsersWhereTheyHaveALimit) {
    const CommandLine command;
    command.must({"schedule", "--in", "1h", "--", "x"});
    EXPECT_THAT(command.run({"status"}).out,
                HasSubstr("\nqueue\tcommand: 0 of 500 slots used, 0 queued, 0 waiting, lag 0s\n"));
    command.must({"run", "1"});
    EXPECT_THAT(command.run({"status"}).out, ::testing::Not(HasSubstr("\nuser\t")));
    const auto config = command.home().write("limits.toml", "[slots]\ncommand = 7\nper_user = 3\n");
    const auto out = command.run({"--config", config, "status"}).out;
    EXPECT_THAT(out, HasSubstr("\nqueue\tcommand: 0 of 7 slots used, 1 queued, 0 waiting, lag "));
    EXPECT_THAT(out, HasSubstr(": 0 of 3 slots used, 1 queued, lag "));
}

TEST(Status, WorksBeforeThereIsAStore) {
    const CommandLine command;
    const auto result = command.run({"status"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.out, HasSubstr("\ndaemon\tnot running\n"));
}

}  // namespace
}  // namespace tasksched::integration
