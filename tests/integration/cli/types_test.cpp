#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kChat =
    "help = 'post a message'\n[policies]\ntimeout = '30s'\n"
    "[fields.channel]\ntype = 'line'\nrequired = true\nhelp = 'where to'\n"
    "[fields.text]\n[fields.tone]\ntype = 'choice'\nchoices = ['low', 'high']\ndefault = 'low'\n"
    "[fields.image]\ntype = 'file'\n";

/// Where the user's own plugins are.
void install_chat(const CommandLine& command) {
    const std::string directory = ".local/share/tasksched/plugins/";
    const std::string program = command.home().write(directory + "chat", "#!/bin/sh\n");
    const std::string manifest = command.home().write(directory + "chat.toml", kChat);
    ASSERT_EQ(::chmod(program.c_str(), 0755), 0);
    ASSERT_EQ(::chmod(manifest.c_str(), 0644), 0);
    ASSERT_EQ(::chmod(command.home().file(directory).c_str(), 0755), 0);
}

TEST(Types, ListThoseOfPluginsBehindTheOwn) {
    const CommandLine command;
    EXPECT_THAT(command.must({"types"}), Not(HasSubstr("chat")));
    install_chat(command);
    EXPECT_THAT(lines(command.must({"types"})).back(), "chat\tpost a message");
    const auto last = nlohmann::json::parse(lines(command.must({"--json", "types"})).back());
    EXPECT_EQ(last.at("type"), "chat");
    EXPECT_EQ(last.at("plugin"), command.home().file(".local/share/tasksched/plugins/chat.toml"));
}

TEST(Types, ExplainOne) {
    const CommandLine command;
    install_chat(command);
    const std::string help = command.must({"types", "chat"});
    EXPECT_THAT(help, StartsWith("Usage: tasksched schedule WHEN [POLICY...] chat --set "
                                 "FIELD=VALUE...\n\nTo post a message.\n\nFields:\n"));
    EXPECT_THAT(help,
                HasSubstr("  channel                 where to (a text on one line; required)"));
    EXPECT_THAT(help, HasSubstr("  tone                    one of low, high; low by default"));
    EXPECT_THAT(help, HasSubstr("--retries 5 --backoff 30s..1h --timeout 30s --on-crash ask"));
    EXPECT_EQ(command.must({"help", "chat"}), help);
    const auto type = nlohmann::json::parse(command.must({"--json", "types", "chat"}));
    EXPECT_EQ(type.at("fields").at(0).at("name"), "channel");
    EXPECT_EQ(type.at("fields").at(2).at("choices"), (nlohmann::json{"low", "high"}));
    EXPECT_EQ(type.at("fields").at(2).at("default"), "low");
    EXPECT_EQ(type.at("timeout"), "30s");
    EXPECT_THAT(command.must({"types", "command"}), HasSubstr("--shell LINE"));
    EXPECT_THAT(command.must({"help", "command"}), HasSubstr("--shell LINE"));
}

TEST(Types, NameTheNearestOfOneThatIsNone) {
    const CommandLine command;
    install_chat(command);
    const auto refused = command.run({"types", "chatt"});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("did you mean 'chat'?"));
}

TEST(PluginTask, IsScheduledShownAndChanged) {
    const CommandLine command;
    install_chat(command);
    const std::string id = command.must({"schedule", "--every", "1h", "chat", "--set",
                                         "channel=ops", "--set", "image=a/../logo.png"});
    const auto shown = nlohmann::json::parse(command.must({"--json", "show", id}));
    EXPECT_EQ(shown.at("type"), "chat");
    EXPECT_EQ(shown.at("timeout"), "30s");
    EXPECT_EQ(shown.at("payload").at("channel"), "ops");
    EXPECT_EQ(shown.at("payload").at("tone"), "low");
    EXPECT_THAT(shown.at("payload").at("image").get<std::string>(), testing::EndsWith("/logo.png"));
    EXPECT_THAT(shown.at("payload").at("image").get<std::string>(), StartsWith("/"));
    command.must({"update", id, "--set", "tone=high"});
    EXPECT_THAT(command.must({"show", id}), HasSubstr("chat\tchannel=ops tone=high image=/"));
    EXPECT_EQ(command.must({"update", "--all", "--type", "chat", "--where", "channel=ops", "--set",
                            "channel=dev"}),
              "1");
    EXPECT_THAT(command.must({"show", id}), HasSubstr("channel=dev"));
}

TEST(PluginTask, OfABatchIsALineLikeTheOthers) {
    const CommandLine command;
    install_chat(command);
    const std::string good = R"({"in":"1h","type":"chat","set":["channel=ops","text=a\nb"]})";
    EXPECT_EQ(command.must({"schedule", "--batch", "-"}, good + "\n" + good + "\n"), "1\n2");
    const auto refused =
        command.run({"schedule", "--batch", "-"},
                    good + "\n" + R"({"in":"1h","type":"chat","set":["chanel=ops"]})" + "\n");
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("line 2: --set: chat has no field 'chanel'; did you mean "
                                       "'channel'?"));
    EXPECT_EQ(lines(command.must({"list"})).size(), 2U) << "nothing of it is stored";
}

TEST(PluginTask, IsSeenBeforehandByADryRun) {
    const CommandLine command;
    install_chat(command);
    EXPECT_THAT(command.must({"schedule", "--dry-run", "--in", "1h", "chat", "--set", "channel=x"}),
                HasSubstr("chat\tchannel=x tone=low"));
    EXPECT_EQ(command.run({"schedule", "--dry-run", "--in", "1h", "chat"}).exit_code, 2);
}

}  // namespace
}  // namespace tasksched::integration
