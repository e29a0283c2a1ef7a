#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

json shown(const CommandLine& command, const std::string& task) {
    return json::parse(command.must({"--json", "show", task}));
}

const std::vector<std::pair<std::string, json>> kStored{
    {"retry_on", "3,137"}, {"give_up_on", "64-74"}, {"memory", "512M"},
    {"cpu_time", "10m"},   {"open_files", 256},     {"nice", -5},
    {"umask", "027"},
};

void expect_stored(const json& task) {
    for (const auto& [key, value] : kStored) {
        EXPECT_EQ(task.at(key), value) << key;
    }
}

TEST(LimitOptions, AreStoredWithTheTask) {
    const CommandLine command;
    command.must({"schedule", "--in",         "1h",       "--name",   "a",       "--retry-on",
                  "137,3",    "--give-up-on", "64-74",    "--memory", "524288K", "--cpu-time",
                  "600",      "--open-files", "256",      "--nice",   "-5",      "--umask",
                  "27",       "--",           "/bin/true"});
    expect_stored(shown(command, "a"));
    const std::string text = command.must({"show", "a"});
    for (const char* line :
         {"\nretry_on\t3,137\n", "\ngive_up_on\t64-74\n", "\nmemory\t512M\n", "\ncpu_time\t10m\n",
          "\nopen_files\t256\n", "\nnice\t-5\n", "\numask\t027\n"}) {
        EXPECT_THAT(text, HasSubstr(line));
    }
}

TEST(LimitOptions, AreKeysOfABatch) {
    const CommandLine command;
    command.must({"schedule", "--batch", "-"},
                 R"({"in":"1h","name":"a","words":["/bin/true"],"retry_on":"3,137",)"
                 R"("give_up_on":"64-74","memory":"512M","cpu_time":600,"open_files":256,)"
                 R"("nice":-5,"umask":"027"})");
    expect_stored(shown(command, "a"));
}

TEST(LimitOptions, AreChangedAndTakenAwayByAnUpdate) {
    const CommandLine command;
    command.must({"schedule", "--in", "1h", "--name", "a", "--memory", "1G", "--nice", "5",
                  "--retry-on", "1", "--", "/bin/true"});
    command.must({"update", "a", "--memory", "unlimited", "--nice", "none", "--retry-on", "none",
                  "--umask", "077"});
    const json task = shown(command, "a");
    EXPECT_EQ(task.at("memory"), "unlimited");
    EXPECT_TRUE(task.at("nice").is_null());
    EXPECT_TRUE(task.at("retry_on").is_null());
    EXPECT_EQ(task.at("umask"), "077");
    EXPECT_TRUE(task.at("cpu_time").is_null());
}

TEST(LimitOptions, AreRefusedWithOneLineThatNamesThem) {
    const CommandLine command;
    const std::vector<std::pair<std::string, std::string>> wrong{
        {"--memory", "5"},       {"--memory", "lots"},  {"--cpu-time", "0"}, {"--open-files", "3"},
        {"--nice", "20"},        {"--umask", "888"},    {"--retry-on", "0"}, {"--retry-on", "5-2"},
        {"--give-up-on", "256"}, {"--give-up-on", "x"},
    };
    for (const auto& [option, value] : wrong) {
        const auto result =
            command.run({"schedule", "--in", "1h", option, value, "--", "/bin/true"});
        EXPECT_EQ(result.exit_code, 2) << option << ' ' << value;
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(lines(result.err).size(), 1U) << result.err;
        EXPECT_THAT(result.err, HasSubstr("tasksched: " + option + ": "));
        EXPECT_THAT(result.err, HasSubstr("'" + value + "'"));
    }
    EXPECT_EQ(command.must({"list", "--all"}), "");
}

TEST(LimitOptions, AreShownByADryRun) {
    const CommandLine command;
    EXPECT_THAT(
        command.must({"schedule", "--dry-run", "--in", "1h", "--memory", "1G", "--", "/bin/true"}),
        HasSubstr("\nmemory\t1G\n"));
}

}  // namespace
}  // namespace tasksched::integration
