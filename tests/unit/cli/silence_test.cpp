#include "cli/commands/silence.h"

#include <gtest/gtest.h>

namespace tasksched::cli::commands {
namespace {

TEST(Silence, IsWhereNobodyIsNamed) { EXPECT_TRUE(is_silent({}, "ada", {})); }

TEST(Silence, IsBrokenByTheTask) {
    for (const char* address : {"ada@example.org", "none"}) {
        model::TaskSpec spec;
        spec.notify = address;
        EXPECT_FALSE(is_silent(spec, "ada", {})) << address;
    }
}

TEST(Silence, IsBrokenByTheConfiguration) {
    for (const char* text :
         {"[notify]\ndefault = \"ops@example.org\"\n", "[notify]\ndefault = \"none\"\n",
          "[notify]\ncommand = [\"/usr/bin/logger\"]\n",
          "[users.ada]\nnotify = \"ada@example.org\"\n"}) {
        const auto config = config::parse_config(text, "tasksched.toml");
        ASSERT_TRUE(config) << config.error().message;
        EXPECT_FALSE(is_silent({}, "ada", *config)) << text;
    }
}

TEST(Silence, IsNotBrokenByAnotherUsersAddress) {
    const auto config =
        config::parse_config("[users.bob]\nnotify = \"bob@example.org\"\n", "tasksched.toml");
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_TRUE(is_silent({}, "ada", *config));
}

}  // namespace
}  // namespace tasksched::cli::commands
