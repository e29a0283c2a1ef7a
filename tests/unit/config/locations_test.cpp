#include "common/config/locations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/support/temporary_home.h"

namespace tasksched::config {
namespace {

using support::TemporaryHome;
using testing::HasSubstr;
using testing::StartsWith;

Environment environment(std::map<std::string, std::string> variables) {
    return [variables = std::move(variables)](const char* name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
}

std::string slots_of(const base::Result<Config>& config) {
    return config ? std::to_string(*config->slots.total) : config.error().message;
}

TEST(ConfigLocation, PrefersTheOptionThenTheVariableThenTheUsersFile) {
    const TemporaryHome home;
    const std::string option = home.write("option.toml", "slots.total = 1");
    const std::string variable = home.write("variable.toml", "slots.total = 2");
    home.write(".config/tasksched/tasksched.toml", "slots.total = 3");
    const Environment all = environment({{"TASKSCHED_CONFIG", variable}, {"HOME", home.path()}});
    EXPECT_EQ(slots_of(find_config(option, all)), "1");
    EXPECT_EQ(slots_of(find_config(std::nullopt, all)), "2");
    EXPECT_EQ(slots_of(find_config(std::nullopt, environment({{"HOME", home.path()}}))), "3");
}

TEST(ConfigLocation, FollowsTheBaseDirectorySpecification) {
    const TemporaryHome home;
    home.write("xdg/tasksched/tasksched.toml", "slots.total = 4");
    home.write(".config/tasksched/tasksched.toml", "slots.total = 3");
    EXPECT_EQ(
        slots_of(find_config(std::nullopt, environment({{"HOME", home.path()},
                                                        {"XDG_CONFIG_HOME", home.file("xdg")}}))),
        "4");
    EXPECT_EQ(slots_of(find_config(std::nullopt, environment({{"HOME", home.path()},
                                                              {"XDG_CONFIG_HOME", "relative"}}))),
              "3");
}

TEST(ConfigLocation, InsistsOnAFileThatIsNamed) {
    const TemporaryHome home;
    const std::string missing = home.file("none.toml");
    const auto option = find_config(missing, environment({}));
    ASSERT_FALSE(option);
    EXPECT_EQ(option.error().code, base::ErrorCode::kInvalid);
    EXPECT_THAT(option.error().message, StartsWith("--config: no configuration file at "));
    EXPECT_THAT(slots_of(find_config(std::nullopt, environment({{"TASKSCHED_CONFIG", missing}}))),
                StartsWith("TASKSCHED_CONFIG: "));
}

TEST(ConfigLocation, DoesNotPassOverABrokenFile) {
    const TemporaryHome home;
    home.write(".config/tasksched/tasksched.toml", "slots.total = 'x'");
    EXPECT_THAT(slots_of(find_config(std::nullopt, environment({{"HOME", home.path()}}))),
                HasSubstr("tasksched.toml:1: slots.total"));
}

TEST(StoreLocation, PrefersTheOptionThenTheVariableThenTheFileThenTheUsersOwn) {
    Config config;
    config.store.value = "sqlite:/file.db";
    const Environment all =
        environment({{"TASKSCHED_STORE", "sqlite:/variable.db"}, {"HOME", "/home/a"}});
    const Environment home = environment({{"HOME", "/home/a"}});
    EXPECT_EQ(find_store("sqlite:option.db", config, all), "sqlite:option.db");
    EXPECT_EQ(find_store(std::nullopt, config, all), "sqlite:/variable.db");
    EXPECT_EQ(find_store(std::nullopt, config, home), "sqlite:/file.db");
    EXPECT_EQ(find_store(std::nullopt, Config(), home),
              "sqlite:/home/a/.local/share/tasksched/tasks.db");
}

TEST(StoreLocation, FollowsTheBaseDirectorySpecification) {
    EXPECT_EQ(find_store(std::nullopt, Config(),
                         environment({{"HOME", "/home/a"}, {"XDG_DATA_HOME", "/data"}})),
              "sqlite:/data/tasksched/tasks.db");
}

TEST(StoreLocation, KnowsTheHomeWithoutTheEnvironment) {
    const auto store = find_store(std::nullopt, Config(), environment({}));
    ASSERT_TRUE(store) << store.error().message;
    EXPECT_THAT(*store, StartsWith("sqlite:/"));
}

}  // namespace
}  // namespace tasksched::config
