// What may follow on a command line: told by the program, and put to use by bash.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

/// A user with a plugin and two tasks.
class Completion : public testing::Test {
  protected:
    Completion() {
        const std::string directory = ".local/share/tasksched/plugins/";
        const std::string program = command_.home().write(directory + "chat", "#!/bin/sh\n");
        const std::string manifest = command_.home().write(
            directory + "chat.toml",
            "help = 'post a message'\n[fields.channel]\nrequired = true\n[fields.tone]\n"
            "type = 'choice'\nchoices = ['low', 'high']\n[fields.image]\ntype = 'file'\n");
        EXPECT_EQ(::chmod(program.c_str(), 0755), 0);
        EXPECT_EQ(::chmod(manifest.c_str(), 0644), 0);
        EXPECT_EQ(::chmod(command_.home().file(directory).c_str(), 0755), 0);
        command_.must({"schedule", "--every", "1h", "--name", "nightly", "--", "true"});
        command_.must({"schedule", "--every", "1h", "--name", "two words", "--", "true"});
    }

    /// The words that the program tells; the last of `words` is the one that is being typed.
    std::vector<std::string> told(std::vector<std::string> words) {
        words.insert(words.begin(), "--complete");
        const auto result = command_.run(std::move(words));
        EXPECT_EQ(result.exit_code, 0);
        EXPECT_EQ(result.err, "");
        std::vector<std::string> first;
        for (const std::string& line : lines(result.out)) {
            first.push_back(fields(line).front());
        }
        return first;
    }

    /// What bash makes of it: the words as readline parts them, with '=' and ':' by themselves.
    std::vector<std::string> in_bash(const std::vector<std::string>& words) {
        std::string script = fmt::format("source {}/tasksched.bash\nCOMP_WORDS=(tasksched",
                                         TASKSCHED_TEST_COMPLETIONS);
        for (const std::string& word : words) {
            script += fmt::format(" '{}'", word);
        }
        script += fmt::format(
            ")\nCOMP_CWORD={}\n_tasksched \"$0\"\n"
            "[ ${{#COMPREPLY[@]}} = 0 ] || printf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
            words.size());
        support::ProcessSpec spec = support::tasksched_spec(command_.home(), {});
        spec.arguments = {"--norc", "-c", script, spec.program};
        spec.program = "/bin/bash";
        spec.directory = command_.home().path();
        const auto result = support::run(spec);
        EXPECT_EQ(result.exit_code, 0) << result.err;
        EXPECT_EQ(result.err, "");
        return lines(result.out);
    }

    CommandLine command_;
};

TEST_F(Completion, TellsVerbsAndTheirSecondWords) {
    EXPECT_THAT(told({""}), IsSupersetOf({"schedule", "list", "store", "types"}));
    EXPECT_THAT(told({"sche"}), ElementsAre("schedule"));
    EXPECT_THAT(told({"store", ""}), ElementsAre("check", "backup", "migrate"));
    EXPECT_THAT(told({"--js"}), ElementsAre("--json"));
    EXPECT_THAT(told({"--json", "sche"}), ElementsAre("schedule"));
    EXPECT_THAT(told({"--store", ""}), IsEmpty());
    EXPECT_THAT(told({"--config", ""}), ElementsAre(":files"));
    EXPECT_THAT(told({"nonsense", ""}), IsEmpty());
}

TEST_F(Completion, TellsOptionsThatAreNotGivenYet) {
    EXPECT_THAT(told({"schedule", "--over"}), ElementsAre("--overlap"));
    EXPECT_THAT(told({"schedule", "--overlap", "skip", "--over"}), IsEmpty());
    EXPECT_THAT(told({"schedule", "--env", "A=b", "--en"}), ElementsAre("--env"));
    EXPECT_THAT(told({"list", "--"}), Contains("--due-within"));
}

TEST_F(Completion, TellsValuesOfOptions) {
    EXPECT_THAT(told({"schedule", "--overlap", ""}),
                ElementsAre("allow", "skip", "queue", "replace"));
    EXPECT_THAT(told({"schedule", "--overlap=s"}), ElementsAre("--overlap=skip"));
    EXPECT_THAT(told({"runs", "--state", "fa"}), ElementsAre("failed"));
    EXPECT_THAT(told({"list", "--state", "fa"}), IsEmpty());
    EXPECT_THAT(told({"list", "--type", "ch"}), ElementsAre("chat"));
    EXPECT_THAT(told({"schedule", "--only", "work"}), ElementsAre("workdays"));
    EXPECT_THAT(told({"schedule", "--cwd", ""}), ElementsAre(":directories"));
    EXPECT_THAT(told({"schedule", "--batch", ""}), ElementsAre(":files"));
}

TEST_F(Completion, TellsTypesAndTheFieldsOfPlugins) {
    EXPECT_THAT(told({"schedule", "--in", "1m", ""}), IsSupersetOf({"command", "chat"}));
    EXPECT_THAT(told({"schedule", "chat", "--set", ""}),
                ElementsAre("channel=", "tone=", "image=", ":more"));
    EXPECT_THAT(told({"schedule", "chat", "--set", "channel=x", "--set", ""}),
                ElementsAre("tone=", "image=", ":more"));
    EXPECT_THAT(told({"schedule", "chat", "--set", "tone=h"}), ElementsAre("tone=high"));
    EXPECT_THAT(told({"schedule", "chat", "--set", "image="}), ElementsAre(":files"));
    EXPECT_THAT(told({"schedule", "command", "--set", ""}), IsEmpty());
    EXPECT_THAT(told({"types", "ch"}), ElementsAre("chat"));
    EXPECT_THAT(told({"help", "ch"}), ElementsAre("chat"));
}

TEST_F(Completion, TellsTasksAndRuns) {
    EXPECT_THAT(told({"show", ""}), ElementsAre("nightly", "two words"));
    EXPECT_THAT(told({"cancel", "nightly", "t"}), ElementsAre("two words"));
    EXPECT_THAT(told({"logs", ""}), Not(Contains("1")));
    command_.must({"run", "nightly"});
    EXPECT_THAT(told({"logs", ""}), ElementsAre("1"));
    EXPECT_THAT(told({"--store", "sqlite:/nowhere/tasks.db", "show", "n"}), IsEmpty());
}

TEST_F(Completion, LeavesACommandOfItsOwnToTheShell) {
    EXPECT_THAT(told({"schedule", "--in", "1m", "--", "ls", ""}), ElementsAre(":command"));
}

TEST_F(Completion, IsPutToUseByBash) {
    EXPECT_THAT(in_bash({"sche"}), ElementsAre("schedule"));
    EXPECT_THAT(in_bash({"schedule", "--overlap", ""}),
                ElementsAre("allow", "skip", "queue", "replace"));
    EXPECT_THAT(in_bash({"schedule", "--overlap", "=", "s"}), ElementsAre("skip"));
    EXPECT_THAT(in_bash({"schedule", "chat", "--set", "chan"}), ElementsAre("channel="));
    EXPECT_THAT(in_bash({"schedule", "chat", "--set", "tone", "=", "h"}), ElementsAre("high"));
    EXPECT_THAT(in_bash({"schedule", "chat", "--set", "tone", "="}), ElementsAre("low", "high"));
    EXPECT_THAT(in_bash({"show", "two"}), ElementsAre("two\\ words"));
    command_.home().write("batch.json", "");
    EXPECT_THAT(in_bash({"schedule", "--batch", "bat"}), ElementsAre("batch.json"));
    EXPECT_THAT(in_bash({"schedule", "chat", "--set", "image", "=", "bat"}),
                ElementsAre("batch.json"));
    EXPECT_THAT(in_bash({"schedule", "--", "unsha"}), Contains("unshare"));
}

}  // namespace
}  // namespace tasksched::integration
