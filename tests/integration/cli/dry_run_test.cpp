#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

/// The values of the lines that begin with the name.
std::vector<std::string> values(const std::string& text, const std::string& name) {
    std::vector<std::string> found;
    for (const std::string& line : lines(text)) {
        if (const auto parts = fields(line); parts.size() == 2 && parts[0] == name) {
            found.push_back(parts[1]);
        }
    }
    return found;
}

TEST(DryRun, PrintsTheTaskAndItsNextFiveTimesInItsZone) {
    const CommandLine command;
    const auto result = command.run({"schedule", "--dry-run", "--cron", "30 9 * * *", "--tz",
                                     "Asia/Kolkata", "--name", "tea", "--", "/bin/true"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.err, "");
    EXPECT_EQ(values(result.out, "task_id"), (std::vector<std::string>{"-"}));
    EXPECT_EQ(values(result.out, "name"), (std::vector<std::string>{"tea"}));
    const auto next = values(result.out, "next");
    ASSERT_EQ(next.size(), 5U);
    for (const std::string& time : next) {
        EXPECT_THAT(time, MatchesRegex("[0-9-]{10}T09:30:00[+]05:30"));
    }
}

TEST(DryRun, StoresNothingAndMakesNoStore) {
    const CommandLine command;
    command.must({"schedule", "--dry-run", "--every", "1h", "--", "x"});
    command.must({"schedule", "--dry-run", "--batch", "-"}, R"({"every":"1h","shell":"x"})");
    EXPECT_FALSE(fs::exists(fs::path(command.store_path()).parent_path()));
    command.must({"schedule", "--every", "1h", "--name", "n", "--", "x"});
    command.must({"schedule", "--dry-run", "--every", "1h", "--", "x"});
    command.must({"schedule", "--dry-run", "--replace", "--every", "2h", "--name", "n", "--", "x"});
    EXPECT_EQ(lines(command.must({"list", "--all"})).size(), 1U);
    EXPECT_EQ(json::parse(command.must({"--json", "show", "n"}))["recurring_period"], "1h");
}

TEST(DryRun, PrintsTheObjectOfTheTaskWithJson) {
    const CommandLine command;
    const json task = json::parse(command.must({"--json", "schedule", "--dry-run", "--at",
                                                "2030-05-01T09:00:00Z", "--tz", "UTC", "--", "x"}));
    EXPECT_TRUE(task["task_id"].is_null());
    EXPECT_EQ(task["next_run_at"], "2030-05-01T09:00:00Z");
    EXPECT_EQ(task["payload"]["words"], json({"x"}));
    EXPECT_EQ(task["next"], json({"2030-05-01T09:00:00Z"}));
}

TEST(DryRun, EndsWithTheCount) {
    const CommandLine command;
    const json task = json::parse(command.must(
        {"--json", "schedule", "--dry-run", "--every", "1h", "--count", "3", "--", "x"}));
    EXPECT_EQ(task["next"].size(), 3U);
    EXPECT_EQ(task["next"][0], task["next_run_at"]);
}

TEST(DryRun, SaysWhyThereAreNoTimes) {
    const CommandLine command;
    const auto result = command.run({"schedule", "--dry-run", "--cron", "@reboot", "--", "x"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.err,
              "tasksched: the task runs at the start of the system, at no time of the clock\n");
}

TEST(DryRun, ShowsTheTaskThatIsReplaced) {
    const CommandLine command;
    command.must({"schedule", "--every", "1h", "--name", "n", "--", "x"});
    const json task = json::parse(command.must({"--json", "schedule", "--dry-run", "--replace",
                                                "--every", "2h", "--name", "n", "--", "y"}));
    EXPECT_EQ(task["task_id"], 1);
    EXPECT_EQ(task["version"], 2);
    EXPECT_EQ(task["recurring_period"], "2h");
}

/// The message without the second in which it was written.
std::string without_now(const std::string& message) {
    static const std::regex kNow(R"(it is \S+ now)");
    return std::regex_replace(message, kNow, "it is now");
}

TEST(DryRun, RefusesWhatScheduleRefusesInTheSameWords) {
    const CommandLine command;
    command.must({"schedule", "--every", "1h", "--name", "taken", "--", "x"});
    for (std::vector<std::string> arguments : std::vector<std::vector<std::string>>{
             {"--every", "1h", "--name", "taken", "--", "x"},
             {"--every", "1h", "--tz", "Mars/Olympus", "--", "x"},
             {"--cron", "0 0 30 2 *", "--", "x"},
             {"--at", "2020-01-01 00:00", "--", "x"},
             {"--every", "1h", "sculpture"},
             {"--every", "1h"},
             {"--every", "1h", "--replace", "--", "x"},
             {"--user", "nobody-of-that-name", "--every", "1h", "--", "x"},
             {"--batch", "no-such-file"}}) {
        arguments.insert(arguments.begin(), "schedule");
        const auto real = command.run(arguments);
        arguments.insert(arguments.begin() + 1, "--dry-run");
        const auto dry = command.run(arguments);
        EXPECT_NE(dry.exit_code, 0);
        EXPECT_EQ(dry.exit_code, real.exit_code) << real.err;
        EXPECT_EQ(without_now(dry.err), without_now(real.err));
        EXPECT_EQ(dry.out, "");
    }
}

TEST(DryRun, CountsTheLinesOfABatch) {
    const CommandLine command;
    const std::string batch = R"({"every":"1h","shell":"x","name":"a"}
{"every":"2h","shell":"x","name":"b"}
)";
    EXPECT_EQ(command.must({"schedule", "--dry-run", "--batch", "-"}, batch), "2");
    EXPECT_EQ(command.must({"--json", "schedule", "--dry-run", "--batch", "-"}, batch),
              R"({"tasks":2})");
    EXPECT_EQ(command.must({"schedule", "--dry-run", "--replace", "--batch", "-"}, batch + batch),
              "4");
}

TEST(DryRun, NamesTheLineOfABatchThatIsWrong) {
    const CommandLine command;
    const std::string good = R"({"every":"1h","shell":"x","name":"a"})";
    for (const std::string& bad :
         {std::string("nonsense"), std::string(R"({"every":"never","shell":"x"})"), good}) {
        const auto result = command.run({"schedule", "--dry-run", "--batch", "-"},
                                        fmt::format("{}\n{}\n", good, bad));
        EXPECT_EQ(result.exit_code, 2);
        EXPECT_EQ(result.out, "");
        EXPECT_THAT(result.err, HasSubstr("line 2: "));
        EXPECT_EQ(lines(result.err).size(), 1U);
    }
}

}  // namespace
}  // namespace tasksched::integration
