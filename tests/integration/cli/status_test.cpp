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
    EXPECT_EQ(status["problems"].size(), 1U);
}

TEST(Status, WorksBeforeThereIsAStore) {
    const CommandLine command;
    const auto result = command.run({"status"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.out, HasSubstr("\ndaemon\tnot running\n"));
}

}  // namespace
}  // namespace tasksched::integration
