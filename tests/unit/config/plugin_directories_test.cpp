#include "common/config/plugin_directories.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/config/config.h"
#include "common/config/locations.h"
#include "tests/support/temporary_home.h"

namespace tasksched::config {
namespace {

using support::TemporaryHome;
using testing::HasSubstr;
using testing::StartsWith;

/// Two plugin directories.
class PluginDirectories : public testing::Test {
  protected:
    PluginDirectories() { plugins_.directories.value = {home_.file("own"), home_.file("system")}; }

    /// Puts a plugin there; returns its manifest's path.
    std::string install(const std::string& directory, const std::string& name,
                        const std::string& help = "do it") {
        const std::string program = home_.write(directory + "/" + name, "#!/bin/sh\n");
        EXPECT_EQ(::chmod(program.c_str(), 0755), 0);
        const std::string manifest =
            home_.write(directory + "/" + name + ".toml", "help = '" + help + "'\n");
        EXPECT_EQ(::chmod(manifest.c_str(), 0644), 0);
        EXPECT_EQ(::chmod(home_.file(directory).c_str(), 0755), 0);
        return manifest;
    }

    /// The help of the plugin, or what is wrong with it; both ways to read it say the same.
    std::string read(const std::string& name) {
        const auto one = read_plugin(plugins_, name);
        const auto all = read_plugins(plugins_);
        const auto found = all.find(name);
        if (one) {
            EXPECT_TRUE(found != all.end() && found->second);
            return (*one)->manifest().help;
        }
        if (one.error().code != base::ErrorCode::kNotFound) {
            EXPECT_TRUE(found != all.end() && !found->second);
            EXPECT_EQ(found->second.error().message, one.error().message);
        }
        return one.error().message;
    }

    void set_mode(const std::string& name, mode_t mode) {
        ASSERT_EQ(::chmod(home_.file(name).c_str(), mode), 0);
    }

    TemporaryHome home_;
    Plugins plugins_;
};

TEST_F(PluginDirectories, BringTheirPluginsTheFirstOneBeforeTheOthers) {
    install("own", "chat", "own");
    install("system", "chat", "system");
    install("system", "upload", "system");
    EXPECT_EQ(read("chat"), "own");
    EXPECT_EQ(read("upload"), "system");
    EXPECT_EQ(read_plugins(plugins_).size(), 2U);
}

TEST_F(PluginDirectories, ThatAreNotThereHaveNone) {
    EXPECT_TRUE(read_plugins(plugins_).empty());
    EXPECT_THAT(read("chat"), StartsWith("there is no plugin of the name 'chat' in "));
    EXPECT_THAT(read("../chat"), HasSubstr("there is no plugin of the name '../chat'"));
}

TEST_F(PluginDirectories, LeaveTheOthersAloneWhereOneIsBroken) {
    install("own", "chat");
    const std::string bad = home_.write("own/bad.toml", "help = 'x'\nprogramm = 'y'\n");
    install("system", "bad");
    EXPECT_EQ(read("chat"), "do it");
    EXPECT_EQ(read("bad"), bad + ":2: programm: unknown key; did you mean 'program'?")
        << "not the system's in its place";
}

TEST_F(PluginDirectories, RefuseWhatOthersMayWrite) {
    const std::string manifest = install("own", "chat");
    set_mode("own/chat.toml", 0664);
    EXPECT_EQ(read("chat"), manifest + ": '" + manifest +
                                "' may be written by its group or by others (mode 0664): "
                                "chmod go-w it");
    set_mode("own/chat.toml", 0646);
    EXPECT_THAT(read("chat"), HasSubstr("(mode 0646)"));
    set_mode("own/chat.toml", 0644);
    set_mode("own/chat", 0757);
    EXPECT_THAT(read("chat"), HasSubstr("own/chat' may be written by its group or by others"));
    set_mode("own/chat", 0755);
    set_mode("own", 0777);
    EXPECT_THAT(read("chat"), HasSubstr("own' may be written by its group or by others"));
    set_mode("own", 0755);
    EXPECT_EQ(read("chat"), "do it");
}

TEST_F(PluginDirectories, RefuseWhatStandsBelowADirectoryThatOthersMayWrite) {
    plugins_.directories.value = {home_.file("a/b/own")};
    install("a/b/own", "chat");
    const std::string program = home_.write("bin/deep/chat", "#!/bin/sh\n");
    ASSERT_EQ(::chmod(program.c_str(), 0755), 0);
    const std::string manifest =
        home_.write("a/b/own/chat.toml", "help = 'do it'\nprogram = '" + program + "'\n");
    ASSERT_EQ(::chmod(manifest.c_str(), 0644), 0);
    for (const char* directory : {"a", "a/b", "a/b/own", "bin", "bin/deep"}) {
        set_mode(directory, 0755);
    }
    EXPECT_EQ(read("chat"), "do it");
    for (const char* directory : {"a", "a/b", "a/b/own", "bin", "bin/deep"}) {
        set_mode(directory, 0777);
        EXPECT_THAT(read("chat"), HasSubstr("'" + home_.file(directory) +
                                            "' may be written by its group or by others"))
            << directory;
        set_mode(directory, 0755);
    }
}

TEST_F(PluginDirectories, RefuseWhatALinkLeadsToWhereOthersMayWrite) {
    install("own", "chat");
    const std::string elsewhere = home_.write("open/chat", "#!/bin/sh\n");
    ASSERT_EQ(::chmod(elsewhere.c_str(), 0755), 0);
    ASSERT_EQ(::unlink(home_.file("own/chat").c_str()), 0);
    ASSERT_EQ(::symlink(elsewhere.c_str(), home_.file("own/chat").c_str()), 0);
    set_mode("open", 0755);
    EXPECT_EQ(read("chat"), "do it");
    set_mode("open", 0777);
    EXPECT_THAT(read("chat"), HasSubstr("open' may be written by its group or by others"));
}

TEST_F(PluginDirectories, RefuseWhatBelongsToAnotherUser) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "only root can give a file away";
    }
    const std::string manifest = install("own", "chat");
    ASSERT_EQ(::chown(manifest.c_str(), 12345, 0), 0);
    EXPECT_THAT(read("chat"), HasSubstr("chat.toml' belongs to uid 12345; it must belong to root"));
    ASSERT_EQ(::chown(manifest.c_str(), 0, 0), 0);
    ASSERT_EQ(::chown(home_.file("own/chat").c_str(), 12345, 0), 0);
    EXPECT_THAT(read("chat"), HasSubstr("own/chat' belongs to uid 12345"));
}

TEST_F(PluginDirectories, RefuseAProgramThatCannotBeRun) {
    const std::string manifest = install("own", "chat");
    set_mode("own/chat", 0644);
    EXPECT_THAT(read("chat"),
                StartsWith(manifest + ": '" + home_.file("own/chat") + "' cannot be executed"));
    ASSERT_EQ(::unlink(home_.file("own/chat").c_str()), 0);
    EXPECT_EQ(read("chat"),
              manifest + ": '" + home_.file("own/chat") + "': No such file or directory");
    ASSERT_EQ(::mkdir(home_.file("own/chat").c_str(), 0755), 0);
    EXPECT_THAT(read("chat"), HasSubstr("is not a file"));
}

TEST_F(PluginDirectories, RefuseAManifestThatIsTooLarge) {
    install("own", "chat", std::string(70'000, 'x'));
    EXPECT_THAT(read("chat"), HasSubstr("chat.toml"));
}

TEST(PluginSettings, NameDirectoriesByWholePaths) {
    const auto config = parse_config("[plugins]\ndirectories = ['/a', '/b']\n", "f.toml");
    ASSERT_TRUE(config);
    EXPECT_EQ(*config->plugins.directories, (std::vector<std::string>{"/a", "/b"}));
    for (const char* value : {"'/a'", "['a']", "[1]", "['~/x']"}) {
        const auto bad = parse_config(std::string("[plugins]\ndirectories = ") + value, "f.toml");
        ASSERT_FALSE(bad) << value;
        EXPECT_THAT(bad.error().message, StartsWith("f.toml:2: plugins.directories: "));
    }
}

TEST(PluginSettings, LookInTheUsersOwnDirectoryFirstByDefault) {
    const auto directories = [](const Environment& environment, const std::string& file) {
        const auto config = find_config(file, environment);
        EXPECT_TRUE(config);
        return *config->plugins.directories;
    };
    const TemporaryHome home;
    const std::string empty = home.write("empty.toml", "");
    const std::string named = home.write("named.toml", "[plugins]\ndirectories = ['/a']\n");
    const auto with = [](std::map<std::string, std::string> variables) -> Environment {
        return [variables](const char* name) -> std::optional<std::string> {
            const auto found = variables.find(name);
            return found == variables.end() ? std::nullopt : std::optional(found->second);
        };
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(directories(with({{"HOME", "/h"}}), empty),
              (Names{"/h/.local/share/tasksched/plugins", "/usr/lib/tasksched/plugins"}));
    EXPECT_EQ(directories(with({{"HOME", "/h"}, {"XDG_DATA_HOME", "/d"}}), empty),
              (Names{"/d/tasksched/plugins", "/usr/lib/tasksched/plugins"}));
    EXPECT_EQ(directories(with({{"HOME", "/h"}}), named), Names{"/a"});
}

}  // namespace
}  // namespace tasksched::config
