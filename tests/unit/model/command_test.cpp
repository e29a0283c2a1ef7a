#include "common/model/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::model {
namespace {

using testing::HasSubstr;

CommandPayload words(std::vector<std::string> argv) {
    CommandPayload payload;
    payload.argv = std::move(argv);
    return payload;
}

CommandPayload shell(std::string line) {
    CommandPayload payload;
    payload.shell = std::move(line);
    return payload;
}

std::string refusal(const CommandPayload& payload) {
    const auto checked = check(payload);
    if (checked) {
        return "accepted";
    }
    EXPECT_EQ(checked.error().code, base::ErrorCode::kInvalid);
    return checked.error().message;
}

TEST(Command, IsWordsOrAShellLine) {
    EXPECT_TRUE(check(words({"/bin/echo", "", "two words", "--", "line\nend"})));
    EXPECT_TRUE(check(shell("a | b > c")));
}

TEST(Command, NeedsAProgram) {
    EXPECT_THAT(refusal(CommandPayload{}), HasSubstr("--shell 'LINE'"));
    EXPECT_THAT(refusal(words({""})), HasSubstr("program"));
    EXPECT_THAT(refusal(shell("  ")), HasSubstr("empty"));
}

TEST(Command, RefusesWordsTogetherWithAShellLine) {
    CommandPayload payload = words({"/bin/true"});
    payload.shell = "true";
    EXPECT_THAT(refusal(payload), HasSubstr("exclude each other"));
}

TEST(Command, RefusesNulAndWhatIsNotUtf8) {
    const std::string nul("a\0b", 3);
    EXPECT_THAT(refusal(words({"/bin/echo", nul})), HasSubstr("NUL"));
    EXPECT_THAT(refusal(words({"/bin/echo", "\xff"})), HasSubstr("UTF-8"));
    EXPECT_THAT(refusal(shell(nul)), HasSubstr("--shell"));
    CommandPayload payload = words({"/bin/cat"});
    payload.standard_input = nul;
    EXPECT_THAT(refusal(payload), HasSubstr("--stdin"));
}

TEST(Command, RefusesAShellTextOfSeveralLines) {
    EXPECT_THAT(refusal(shell("true\nrm -rf x")), HasSubstr("one line"));
    EXPECT_THAT(refusal(shell("true\rfalse")), HasSubstr("one line"));
}

TEST(Command, RefusesARelativeDirectory) {
    CommandPayload payload = words({"/bin/true"});
    payload.cwd = "work";
    EXPECT_THAT(refusal(payload), HasSubstr("--cwd: 'work' is relative"));
    payload.cwd = "/tmp\n";
    EXPECT_THAT(refusal(payload), HasSubstr("control"));
}

TEST(Command, ChecksTheNamesOfVariables) {
    for (const char* name : {"A", "_", "PATH", "a1_B"}) {
        CommandPayload payload = words({"/bin/true"});
        payload.env = {{name, "any value = here\n"}};
        EXPECT_TRUE(check(payload)) << name;
    }
    for (const char* name : {"", "1A", "A-B", "A B", "A\n", "\xc3\x84"}) {
        CommandPayload payload = words({"/bin/true"});
        payload.env = {{name, "v"}};
        EXPECT_THAT(refusal(payload), HasSubstr("--env")) << name;
    }
}

TEST(Command, KeepsItsOwnVariablesToItself) {
    CommandPayload payload = words({"/bin/true"});
    payload.env = {{"TASKSCHED_RUN_ID", "5"}};
    EXPECT_THAT(refusal(payload), HasSubstr("tasksched's own"));
}

TEST(Command, IsLimitedOverAllItsFields) {
    CommandPayload payload = words({"/bin/cat"});
    payload.standard_input = std::string(kMaxPayloadBytes - payload.argv[0].size(), 'x');
    EXPECT_TRUE(check(payload));
    payload.env = {{"A", ""}};
    EXPECT_THAT(refusal(payload), HasSubstr("65537 bytes"));
}

TEST(CommandOptions, SetWhatIsGivenAndKeepTheRest) {
    CommandPayload payload = words({"/bin/true"});
    payload.cwd = "/srv";
    payload.env = {{"A", "1"}};
    TaskSpec spec;
    spec.words = {"/bin/echo", "x"};
    ASSERT_TRUE(apply_options(spec, payload));
    EXPECT_EQ(payload.argv, spec.words);
    EXPECT_EQ(payload.cwd, "/srv");
    EXPECT_EQ(payload.env.size(), 1U);
}

TEST(CommandOptions, PutAShellLineInThePlaceOfWordsAndBack) {
    CommandPayload payload = words({"/bin/true"});
    TaskSpec line;
    line.shell = "a | b";
    ASSERT_TRUE(apply_options(line, payload));
    EXPECT_EQ(payload, shell("a | b"));
    TaskSpec back;
    back.words = {"/bin/true"};
    ASSERT_TRUE(apply_options(back, payload));
    EXPECT_EQ(payload, words({"/bin/true"}));
}

TEST(CommandOptions, RefuseAShellLineTogetherWithWords) {
    CommandPayload payload;
    TaskSpec spec;
    spec.words = {"/bin/true"};
    spec.shell = "true";
    const auto applied = apply_options(spec, payload);
    ASSERT_FALSE(applied);
    EXPECT_THAT(applied.error().message, HasSubstr("--shell"));
}

TEST(CommandOptions, SplitVariablesAtTheFirstEqualsSign) {
    CommandPayload payload;
    TaskSpec spec;
    spec.words = {"/bin/true"};
    spec.env = {"A=1=2", "B="};
    ASSERT_TRUE(apply_options(spec, payload));
    const std::vector<std::pair<std::string, std::string>> expected{{"A", "1=2"}, {"B", ""}};
    EXPECT_EQ(payload.env, expected);
}

TEST(CommandOptions, RefuseAVariableWithoutAValue) {
    CommandPayload payload = words({"/bin/true"});
    TaskSpec spec;
    spec.env = {"A"};
    const auto applied = apply_options(spec, payload);
    ASSERT_FALSE(applied);
    EXPECT_THAT(applied.error().message, HasSubstr("--env: 'A': NAME=VALUE"));
}

TEST(CommandOptions, RemoveAllVariablesByNone) {
    CommandPayload payload = words({"/bin/true"});
    payload.env = {{"A", "1"}};
    TaskSpec spec;
    spec.env = {"none"};
    ASSERT_TRUE(apply_options(spec, payload));
    EXPECT_TRUE(payload.env.empty());
}

TEST(CommandSummary, QuotesWordsAsAShellNeedsThem) {
    EXPECT_EQ(summary(words({"/bin/echo", "plain", "two words", "", "it's", "$HOME"})),
              "/bin/echo plain 'two words' '' 'it'\\''s' '$HOME'");
}

TEST(CommandSummary, ShowsAShellLineAsItIs) { EXPECT_EQ(summary(shell("a | b > c")), "a | b > c"); }

TEST(CommandSummary, IsOneLineFitForATerminal) {
    const std::string line = summary(words({"/bin/echo", "a\nb\x1b[1m"}));
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
}

TEST(CommandField, GivesAValueForEachOfItsNames) {
    CommandPayload payload = words({"/bin/true"});
    payload.cwd = "/srv";
    EXPECT_EQ(field(payload, "cwd"), "/srv");
    EXPECT_EQ(field(payload, "program"), "/bin/true");
    EXPECT_EQ(field(payload, "shell"), "");
    EXPECT_EQ(field(payload, "amount"), std::nullopt);
    for (const std::string_view name : CommandPayload::kType.fields) {
        EXPECT_TRUE(field(payload, name)) << name;
    }
}

}  // namespace
}  // namespace tasksched::model
