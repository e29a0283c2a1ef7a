#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

/// A task that runs daily at nine in UTC.
void schedule_daily(const CommandLine& command, const std::string& name) {
    command.must(
        {"schedule", "--cron", "0 9 * * *", "--tz", "UTC", "--name", name, "--", "/bin/true"});
}

TEST(UpdateDiff, ListsWhatIsMoved) {
    const CommandLine command;
    schedule_daily(command, "n");
    // Whatever the time of day, the last but one is of a day that has both times ahead.
    const auto printed =
        lines(command.must({"update", "--diff", "n", "--cron", "10 9 * * *", "--for", "3d"}));
    ASSERT_GE(printed.size(), 3U);
    const std::string& last_but_one = printed[printed.size() - 2];
    EXPECT_THAT(last_but_one, MatchesRegex("~ [0-9-]{10}T09:00:00Z -> [0-9-]{10}T09:10:00Z"));
    EXPECT_EQ(last_but_one.substr(2, 10), last_but_one.substr(26, 10)) << "the same date";
}

TEST(UpdateDiff, ListsWhatIsAddedAndRemoved) {
    const CommandLine command;
    schedule_daily(command, "n");
    const auto more =
        command.must({"update", "--diff", "n", "--cron", "0 9,21 * * *", "--for", "10d"});
    EXPECT_EQ(lines(more).size(), 10U);
    for (const std::string& line : lines(more)) {
        EXPECT_THAT(line, MatchesRegex("[+] [0-9-]{10}T21:00:00Z"));
    }
    const auto fewer = command.must({"update", "--diff", "n", "--count", "1", "--for", "10d"});
    EXPECT_EQ(lines(fewer).size(), 9U);
    for (const std::string& line : lines(fewer)) {
        EXPECT_THAT(line, MatchesRegex("- [0-9-]{10}T09:00:00Z"));
    }
}

TEST(UpdateDiff, LooksFourWeeksAhead) {
    const CommandLine command;
    schedule_daily(command, "n");
    EXPECT_EQ(lines(command.must({"update", "--diff", "n", "--cron", "0 9,21 * * *"})).size(), 28U);
}

TEST(UpdateDiff, StoresNothing) {
    const CommandLine command;
    schedule_daily(command, "n");
    command.must({"update", "--diff", "n", "--cron", "0 10 * * *"});
    const json task = json::parse(command.must({"--json", "show", "n"}));
    EXPECT_EQ(task["version"], 1);
    EXPECT_EQ(task["cron"], "0 9 * * *");
}

TEST(UpdateDiff, PrintsOneObjectWithJson) {
    const CommandLine command;
    schedule_daily(command, "n");
    const json diff = json::parse(
        command.must({"--json", "update", "--diff", "n", "--cron", "0 9,21 * * *", "--for", "5d"}));
    EXPECT_EQ(diff["task_id"], 1);
    EXPECT_EQ(diff["added"].size(), 5U);
    EXPECT_EQ(diff["removed"], json::array());
    EXPECT_EQ(diff["moved"], json::array());
    EXPECT_EQ(diff["more"], 0);
    const json moved = json::parse(
        command.must({"--json", "update", "--diff", "n", "--cron", "10 9 * * *", "--for", "5d"}));
    ASSERT_GE(moved["moved"].size(), 4U);
    EXPECT_THAT(moved["moved"][0]["from"].get<std::string>(), HasSubstr("T09:00:00Z"));
    EXPECT_THAT(moved["moved"][0]["to"].get<std::string>(), HasSubstr("T09:10:00Z"));
}

TEST(UpdateDiff, SaysHowManyMoreThereAre) {
    const CommandLine command;
    schedule_daily(command, "n");
    const std::vector<std::string> change{"update",       "--diff",  "n", "--cron",
                                          "0 9,21 * * *", "--limit", "10"};
    const auto printed = lines(command.must(change));
    ASSERT_EQ(printed.size(), 11U);
    EXPECT_EQ(printed[10], "... 18 more; --limit N shows more");
    auto with_json = change;
    with_json.insert(with_json.begin(), "--json");
    const json diff = json::parse(command.must(with_json));
    EXPECT_EQ(diff["added"].size(), 10U);
    EXPECT_EQ(diff["more"], 18);
}

TEST(UpdateDiff, NamesTheTaskWhereThereAreSeveral) {
    const CommandLine command;
    schedule_daily(command, "a");
    schedule_daily(command, "b");
    command.must({"schedule", "--every", "1h", "--", "/bin/false"});
    const std::vector<std::string> change{
        "update", "--diff", "--all", "--where", "program=/bin/true", "--cron", "0 9,21 * * *"};
    const auto printed = lines(command.must(change));
    ASSERT_EQ(printed.size(), 56U);
    EXPECT_EQ(fields(printed[0])[1], "1");
    EXPECT_EQ(fields(printed[0])[2], "a");
    EXPECT_EQ(fields(printed[55])[2], "b");
    auto with_json = change;
    with_json.insert(with_json.begin(), "--json");
    const auto objects = lines(command.must(with_json));
    ASSERT_EQ(objects.size(), 2U);
    EXPECT_EQ(json::parse(objects[1])["task_id"], 2);
}

TEST(UpdateDiff, SaysThatNothingMoves) {
    const CommandLine command;
    schedule_daily(command, "n");
    const auto result = command.run({"update", "--diff", "n", "--retries", "3"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.err, "tasksched: no start changes within 4w; tasks that would change: 1\n");
}

TEST(UpdateDiff, SaysThatAPausedTaskHasNoTimes) {
    const CommandLine command;
    schedule_daily(command, "n");
    command.must({"pause", "n"});
    const auto result = command.run({"update", "--diff", "n", "--cron", "0 10 * * *"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("paused tasks start when they are resumed"));
}

TEST(UpdateDiff, PrintsNothingWhereOneOfTheTasksCannotBeChanged) {
    const CommandLine command;
    schedule_daily(command, "a");
    command.must({"schedule", "--at", "@4102444800", "--name", "once", "--", "x"});
    const auto result = command.run({"update", "--diff", "--all", "--count", "1"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("task 2: --count: "));
}

TEST(UpdateDiff, RefusesWhatUpdateRefusesInTheSameWords) {
    const CommandLine command;
    schedule_daily(command, "a");
    schedule_daily(command, "b");
    for (std::vector<std::string> arguments :
         std::vector<std::vector<std::string>>{{"a"},
                                               {"nobody", "--retries", "1"},
                                               {"a", "--name", "b"},
                                               {"a", "--cron", "x"},
                                               {"--retries", "1"},
                                               {"a", "--where", "name=a", "--retries", "1"}}) {
        arguments.insert(arguments.begin(), "update");
        const auto real = command.run(arguments);
        arguments.insert(arguments.begin() + 1, "--diff");
        const auto diff = command.run(arguments);
        EXPECT_NE(diff.exit_code, 0);
        EXPECT_EQ(diff.exit_code, real.exit_code) << real.err;
        EXPECT_EQ(diff.err, real.err);
    }
}

TEST(UpdateDiff, OwnsItsOptions) {
    const CommandLine command;
    schedule_daily(command, "n");
    for (const char* option : {"--for", "--limit"}) {
        const auto result = command.run({"update", "n", "--retries", "1", option, "5"});
        EXPECT_EQ(result.exit_code, 2);
        EXPECT_THAT(result.err, HasSubstr(std::string(option) + " goes with --diff only"));
    }
    EXPECT_EQ(command.run({"update", "--diff", "n", "--retries", "1", "--for", "x"}).exit_code, 2);
    EXPECT_EQ(command.run({"update", "--diff", "n", "--retries", "1", "--limit", "0"}).exit_code,
              2);
}

}  // namespace
}  // namespace tasksched::integration
