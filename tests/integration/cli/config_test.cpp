#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

TEST(ConfigCheck, NamesTheFile) {
    const CommandLine command;
    EXPECT_EQ(command.must({"config", "check"}), "no configuration file: the defaults hold");
    const std::string file = command.home().write(".config/tasksched/tasksched.toml", "");
    EXPECT_EQ(command.must({"config", "check"}), file + ": valid");
}

TEST(ConfigCheck, NamesTheLineTheKeyAndTheNearest) {
    const CommandLine command;
    const std::string file = command.home().write("bad.toml", "[slots]\ntotl = 5\n");
    const auto result = command.run({"--config", file, "config", "check"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(lines(result.err).size(), 1U);
    EXPECT_THAT(result.err, HasSubstr(file + ":2"));
    EXPECT_THAT(result.err, HasSubstr("totl"));
    EXPECT_THAT(result.err, HasSubstr("total"));
}

TEST(Config, ThatIsNotThereIsRefused) {
    const CommandLine command;
    const auto result = command.run({"--config", "none.toml", "list"});
    EXPECT_NE(result.exit_code, 0);
    EXPECT_THAT(result.err, HasSubstr("none.toml"));
}

TEST(ConfigShow, TellsWhereEachSettingIsFrom) {
    const CommandLine command;
    const std::string file = command.home().write("my.toml", "[slots]\ncommand = 7\n");
    command.home().write("other.toml", "");
    const std::string text = command.must({"--config", file, "config", "show"});
    EXPECT_THAT(text, HasSubstr("\nslots.command\t7\t" + file + ":2\n"));
    EXPECT_THAT(text, HasSubstr("\nslots.total\t4000\tdefault\n"));
    const auto objects = lines(command.must({"--config", file, "--json", "config", "show"}));
    EXPECT_EQ(objects.size(), lines(text).size());
    EXPECT_TRUE(json::parse(objects[0]).contains("origin"));
}

TEST(Config, SaysWhichStore) {
    const CommandLine command;
    command.home().write("my.toml", "store = \"sqlite:" + command.home().file("my.db") + "\"\n");
    command.must({"--config", "my.toml", "schedule", "--in", "1h", "--", "x"});
    EXPECT_EQ(command.must({"list"}), "");
    EXPECT_EQ(lines(command.must({"--store", "sqlite:my.db", "list"})).size(), 1U);
}

TEST(Store, OfTheOptionGoesBeforeTheEnvironment) {
    CommandLine command;
    command.set("TASKSCHED_STORE", "sqlite:" + command.home().file("variable.db"));
    command.must({"schedule", "--in", "1h", "--", "x"});
    EXPECT_EQ(lines(command.must({"list"})).size(), 1U);
    EXPECT_EQ(command.must({"--store", "sqlite:option.db", "list"}), "");
}

}  // namespace
}  // namespace tasksched::integration
