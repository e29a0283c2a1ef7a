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

TEST(ConfigLocation, TakesTheSystemsPlaceWhereTheUserSaysNothingOfIt) {
    const TemporaryHome home;
    const std::string system = home.write(
        "etc/tasksched.toml",
        "store = 'sqlite:/var/lib/x/tasks.db'\nmode = 'system'\nruntime_directory = '/run/x'\n"
        "[slots]\ntotal = 7\n");
    const Environment user = environment({{"HOME", home.path()}});
    const auto none = find_config(std::nullopt, user, system);
    ASSERT_TRUE(none);
    EXPECT_TRUE(is_system_mode(*none));
    EXPECT_EQ(slots_of(none), "7");
    home.write(".config/tasksched/tasksched.toml", "slots.total = 3");
    const auto own = find_config(std::nullopt, user, system);
    ASSERT_TRUE(own);
    EXPECT_TRUE(is_system_mode(*own));
    EXPECT_EQ(find_store(std::nullopt, *own, user).value(), "sqlite:/var/lib/x/tasks.db");
    EXPECT_EQ(find_runtime_directory(*own, user), "/run/x");
    EXPECT_EQ(slots_of(own), "3") << "the rest is the user's";
}

TEST(ConfigLocation, LeavesWhoHasAStoreOrAModeOfTheirOwnToIt) {
    const TemporaryHome home;
    const std::string system = home.write("etc/tasksched.toml", "mode = 'system'");
    const Environment user = environment({{"HOME", home.path()}});
    for (const char* own : {"mode = 'personal'", "store = 'sqlite:/own/tasks.db'"}) {
        home.write(".config/tasksched/tasksched.toml", own);
        EXPECT_FALSE(is_system_mode(find_config(std::nullopt, user, system).value())) << own;
    }
    home.write(".config/tasksched/tasksched.toml", "slots.total = 3");
    EXPECT_TRUE(is_system_mode(find_config(std::nullopt, user, system).value()));
    home.write(".local/share/tasksched/tasks.db", "");
    EXPECT_FALSE(is_system_mode(find_config(std::nullopt, user, system).value()));
}

TEST(ConfigLocation, KnowsTheSystemsPlaces) {
    Config config;
    const Environment none = environment({});
    EXPECT_EQ(find_runtime_directory(config, none), std::nullopt);
    config.mode.value = "system";
    EXPECT_EQ(find_store(std::nullopt, config, none).value(), "sqlite:/var/lib/tasksched/tasks.db");
    EXPECT_EQ(find_runtime_directory(config, none), "/run/tasksched");
    EXPECT_EQ(find_runtime_directory(config, environment({{"TASKSCHED_RUNTIME_DIR", "/r"}})), "/r");
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
