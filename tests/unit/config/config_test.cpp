#include "common/config/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_home.h"

namespace tasksched::config {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

Config parse(std::string_view text) {
    const auto config = parse_config(text, "/etc/t.toml");
    EXPECT_TRUE(config) << (config ? "" : config.error().message);
    return config.value_or(Config());
}

std::string shown(const Config& config, std::string_view key) {
    for (const Setting& setting : settings(config)) {
        if (setting.key == key) {
            return setting.value + " from " + setting.origin;
        }
    }
    return "absent";
}

TEST(Config, HasADefaultForEverySetting) {
    const Config config = parse("");
    EXPECT_EQ(*config.slots.total, 4000);
    EXPECT_EQ(*config.slots.command, 500);
    EXPECT_EQ(*config.slots.per_user, 0);
    EXPECT_EQ(*config.daemon.grace, seconds(30));
    EXPECT_EQ(config.daemon.grace.origin, "default");
    EXPECT_EQ(config.file, "/etc/t.toml");
}

TEST(Config, TakesEverySettingFromItsFile) {
    const Config config = parse(
        "store = 'sqlite:/data/t.db'\n"
        "[slots]\ntotal = 10\ncommand = 5\nper_user = 2\n"
        "[daemon]\ngrace = '1m'\nkill_grace = '5s'\nlog_level = 'warning'\n"
        "[security]\noperators = 'wheel'\n"
        "[notify]\ndefault = 'a@b'\ncommand = ['/bin/x', 'y']\n"
        "[users.bob]\nnotify = 'bob@b'\n[users.\"a.b\"]\nnotify = 'none'\n");
    EXPECT_EQ(*config.store, "sqlite:/data/t.db");
    EXPECT_EQ(*config.slots.total, 10);
    EXPECT_EQ(*config.slots.command, 5);
    EXPECT_EQ(*config.slots.per_user, 2);
    EXPECT_EQ(*config.daemon.grace, seconds(60));
    EXPECT_EQ(*config.daemon.kill_grace, seconds(5));
    EXPECT_EQ(*config.daemon.log_level, "warning");
    EXPECT_EQ(*config.security.operators, "wheel");
    EXPECT_EQ(*config.notify.default_address, "a@b");
    EXPECT_EQ(*config.notify.command, (std::vector<std::string>{"/bin/x", "y"}));
    EXPECT_EQ(*config.user_notify.at("bob"), "bob@b");
    EXPECT_EQ(*config.user_notify.at("a.b"), "none");
}

TEST(Config, KnowsTheLineOfEachValue) {
    const Config config = parse("# comment\n[slots]\n\ncommand = 5\n[users.bob]\nnotify = 'a@b'\n");
    EXPECT_EQ(config.slots.command.origin, "/etc/t.toml:4");
    EXPECT_EQ(config.slots.total.origin, "default");
    EXPECT_EQ(config.user_notify.at("bob").origin, "/etc/t.toml:6");
}

TEST(Config, TakesKnownSectionsThatSayNothing) {
    parse("[slots]\n[daemon]\n[security]\n[notify]\n[users]\n[users.bob]\n");
}

TEST(Config, ShowsEverySettingWithItsOrigin) {
    const Config config = parse("[daemon]\ngrace = 90\n[users.bob]\nnotify = 'a@b'\n");
    EXPECT_EQ(shown(config, "daemon.grace"), "\"1m30s\" from /etc/t.toml:2");
    EXPECT_EQ(shown(config, "slots.total"), "4000 from default");
    EXPECT_EQ(shown(config, "security.operators"), "\"adm\" from default");
    EXPECT_EQ(shown(config, "notify.command"), "[] from default");
    EXPECT_EQ(shown(config, "users.bob.notify"), "\"a@b\" from /etc/t.toml:4");
    EXPECT_EQ(settings(config).front().key, "store");
}

TEST(ConfigFile, IsRead) {
    const support::TemporaryHome home;
    const std::string path = home.write("t.toml", "[slots]\ntotal = 7\n");
    const auto config = read_config(path);
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(*config->slots.total, 7);
    EXPECT_EQ(config->file, path);
}

TEST(ConfigFile, MayBeMissing) {
    const support::TemporaryHome home;
    const auto config = read_config(home.file("none/t.toml"));
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().code, base::ErrorCode::kNotFound);
}

TEST(ConfigFile, IsRefusedWhereItCannotBeOne) {
    const support::TemporaryHome home;
    EXPECT_FALSE(read_config(home.path()));
    const auto large = read_config(home.write("t.toml", std::string(2'000'000, '#')));
    ASSERT_FALSE(large);
    EXPECT_THAT(large.error().message, HasSubstr("t.toml"));
}

}  // namespace
}  // namespace tasksched::config
