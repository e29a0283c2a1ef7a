#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(Usage, IsOnStandardErrorWithoutArguments) {
    const CommandLine command;
    const auto result = command.run({});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, testing::StartsWith("usage: tasksched "));
}

TEST(Usage, OfOptionsWithoutAVerbIsAnError) {
    const CommandLine command;
    const auto result = command.run({"--json"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, testing::StartsWith("usage: tasksched "));
}

TEST(Help, IsOnStandardOutput) {
    const CommandLine command;
    for (const auto& arguments : std::vector<std::vector<std::string>>{{"help"}, {"--help"}}) {
        const auto result = command.run(arguments);
        EXPECT_EQ(result.exit_code, 0);
        EXPECT_EQ(result.err, "");
        EXPECT_THAT(result.out, testing::StartsWith("Usage: tasksched "));
        EXPECT_THAT(result.out, HasSubstr("\n  schedule  "));
    }
}

TEST(Help, ExplainsEveryVerb) {
    const CommandLine command;
    std::set<std::string> verbs;
    for (const std::string& line : lines(command.must({"--dump-options"}))) {
        verbs.insert(fields(line).front());
    }
    EXPECT_GE(verbs.size(), 25U);
    for (const std::string& verb : verbs) {
        std::vector<std::string> words{"help"};
        for (std::size_t at = 0; at != std::string::npos;) {
            const std::size_t end = verb.find(' ', at);
            words.push_back(verb.substr(at, end - at));
            at = end == std::string::npos ? end : end + 1;
        }
        const auto help = command.run(words);
        EXPECT_EQ(help.exit_code, 0) << verb;
        EXPECT_THAT(help.out, testing::StartsWith("Usage: tasksched " + verb)) << verb;
        words.erase(words.begin());
        words.emplace_back("--help");
        EXPECT_EQ(command.run(words).out, help.out) << verb;
    }
}

TEST(Help, OfAWordThatBeginsSeveralVerbsExplainsAll) {
    const CommandLine command;
    const auto result = command.run({"store", "--help"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_THAT(result.out, HasSubstr("Usage: tasksched store check"));
    EXPECT_THAT(result.out, HasSubstr("Usage: tasksched store backup FILE"));
}

TEST(DumpOptions, GivesVerbOptionAndMetavarBetweenTabs) {
    const CommandLine command;
    const std::string text = command.must({"--dump-options"});
    EXPECT_THAT(text, HasSubstr("\nschedule\t--at\tTIME\n"));
    EXPECT_THAT(text, HasSubstr("\nschedule\t--after-finish\t-\n"));
    EXPECT_THAT(text, HasSubstr("\nschedule\t--\tWORDS\n"));
    EXPECT_THAT(text, HasSubstr("\nstore backup\t-\tFILE\n"));
    for (const std::string& line : lines(text)) {
        EXPECT_EQ(fields(line).size(), 3U) << line;
    }
}

TEST(Version, IsPrinted) {
    const CommandLine command;
    EXPECT_THAT(command.must({"--version"}), ::testing::MatchesRegex("tasksched [0-9.]+"));
}

TEST(UnknownVerb, SuggestsTheNearest) {
    const CommandLine command;
    const auto result = command.run({"shedule"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.err, "tasksched: unknown command 'shedule'; did you mean schedule?\n");
}

TEST(UnknownVerb, NamesTheVerbsOfAFamily) {
    const CommandLine command;
    EXPECT_EQ(command.run({"store"}).err,
              "tasksched: store: which of store check, store backup, store migrate?\n");
    EXPECT_EQ(command.run({"store", "drop"}).err,
              "tasksched: store: unknown command 'drop'; there are store check, store backup, "
              "store migrate\n");
}

TEST(UnknownVerb, HasItsControlCharactersEscaped) {
    const CommandLine command;
    EXPECT_EQ(command.run({"\x1b[31mred\n"}).err.find('\x1b'), std::string::npos);
    EXPECT_EQ(lines(command.run({"a\nb"}).err).size(), 1U);
}

TEST(OptionsForAll, StandBeforeOrBehindTheVerb) {
    const CommandLine command;
    const std::string command_type =
        R"({"type":"command","help":"run a program, or a line of shell","plugin":null})";
    EXPECT_THAT(command.must({"--json", "types"}), testing::StartsWith(command_type));
    EXPECT_THAT(command.must({"types", "--json"}), testing::StartsWith(command_type));
    EXPECT_THAT(command.must({"types"}), testing::StartsWith("command\trun a program"));
}

TEST(OptionsForAll, RefuseAColorThatIsNone) {
    const CommandLine command;
    const auto result = command.run({"--color", "pink", "types"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.err, "tasksched: --color 'pink': it takes auto, always or never\n");
}

TEST(OptionsForAll, RefuseAUserThatThereIsNot) {
    const CommandLine command;
    const auto result = command.run({"--user", "no-such-account", "list"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.err,
              "tasksched: --user 'no-such-account': there is no account of that name\n");
}

TEST(StandardOutput, ThatIsFullIsTold) {
    const CommandLine command;
    support::ProcessSpec spec = support::tasksched_spec(command.home(), {});
    spec.arguments = {"-c", "exec \"$0\" types >/dev/full", spec.program};
    spec.program = "/bin/sh";
    const auto result = support::run(spec);
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_EQ(result.err, "tasksched: standard output: cannot write: No space left on device\n");
}

TEST(StandardOutput, ThatNobodyReadsEndsQuietly) {
    const CommandLine command;
    support::ProcessSpec spec = support::tasksched_spec(command.home(), {});
    // The reader is gone before the writer starts; SIGPIPE is ignored, as some parents leave it.
    spec.arguments = {"-c",
                      "trap '' PIPE; mkfifo pipe; exec 3<>pipe 4>pipe 3<&-; \"$0\" types >&4; "
                      "echo $? >status",
                      spec.program};
    spec.program = "/bin/sh";
    const auto result = support::run(spec);
    EXPECT_EQ(result.err, "");
    EXPECT_EQ(command.home().read("status"), "1\n");
}

}  // namespace
}  // namespace tasksched::integration
