#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

json payload_of(const CommandLine& command, const std::string& task) {
    return json::parse(command.must({"--json", "show", task}))["payload"];
}

TEST(Schedule, PrintsTheIdAlone) {
    const CommandLine command;
    const auto result = command.run({"schedule", "--in", "1h", "--", "/bin/true"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out, "1\n");
    EXPECT_EQ(result.err, kNoDaemon);
}

TEST(Schedule, PrintsAnObjectWithJson) {
    const CommandLine command;
    EXPECT_EQ(command.must({"--json", "schedule", "--in", "1h", "--", "/bin/true"}),
              R"({"task_id":1})");
}

TEST(Schedule, RemarksThatATimeComesTwice) {
    const CommandLine command;
    const auto result = command.run(
        {"schedule", "--at", "2030-10-27 02:30", "--tz", "Europe/Paris", "--", "/bin/true"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out, "1\n");
    EXPECT_EQ(result.err,
              "tasksched: --at: 2030-10-27 02:30:00 comes twice in Europe/Paris; the first one is "
              "taken, 2030-10-27T02:30:00+02:00, not 2030-10-27T02:30:00+01:00\n" +
                  kNoDaemon);
}

TEST(Schedule, ReadsTimesAsAtDoes) {
    const CommandLine command;
    const auto result = command.run(
        {"schedule", "--at", "17:00 05/06/2030", "--tz", "Europe/Paris", "--", "/bin/true"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_THAT(result.err, ::testing::StartsWith("tasksched: --at: 05/06/2030 is read as "
                                                  "month/day/year, as in at(1): 2030-05-06\n"));
    const auto refused = command.run({"schedule", "--at", "17:00 31/12/2030", "--", "/bin/true"});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("write 2030-12-31"));
}

TEST(Schedule, MakesAPrivateStore) {
    const CommandLine command;
    ASSERT_EQ(command.must({"schedule", "--in", "1h", "--", "/bin/true"}), "1");
    support::ProcessSpec stat;
    stat.program = "stat";
    stat.arguments = {"-c", "%a", command.store_path(),
                      command.home().file(".local/share/tasksched")};
    stat.environment = support::plain_environment(command.home().path());
    EXPECT_EQ(support::run(stat).out, "600\n700\n");
}

TEST(Schedule, TakesItsOptionsInAnyOrder) {
    const CommandLine command;
    const std::string id = command.must({"schedule", "command", "--name", "n", "--in", "1h",
                                         "--cwd", "/", "--env", "A=1", "--env", "B=2", "--", "x"});
    const json task = json::parse(command.must({"--json", "show", id}));
    EXPECT_EQ(task["name"], "n");
    EXPECT_EQ(task["type"], "command");
    EXPECT_EQ(task["payload"]["cwd"], "/");
}

TEST(Schedule, KeepsTheWordsVerbatim) {
    const CommandLine command;
    const std::vector<std::string> words{"printf", "%s", "",      "a b",  "--name",
                                         "--",     "*",  "$HOME", "'\"\\"};
    std::vector<std::string> arguments{"schedule", "--in", "1h", "--"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    const std::string id = command.must(arguments);
    EXPECT_EQ(payload_of(command, id)["words"], json(words));
}

TEST(Schedule, ReadsTheStandardInputOfAFileNow) {
    const CommandLine command;
    command.home().write("input", "line 1\nline 2\n");
    const std::string id =
        command.must({"schedule", "--in", "1h", "--stdin", "@input", "--", "cat"});
    command.home().write("input", "changed");
    EXPECT_THAT(payload_of(command, id).dump(), HasSubstr("line 1\\nline 2\\n"));
}

TEST(Schedule, RefusesAStandardInputThatIsNotThere) {
    const CommandLine command;
    const auto result = command.run({"schedule", "--in", "1h", "--stdin", "@none", "--", "cat"});
    EXPECT_NE(result.exit_code, 0);
    EXPECT_THAT(result.err, ::testing::StartsWith("tasksched: --stdin @none: "));
    EXPECT_EQ(command.must({"list"}), "");
}

TEST(Schedule, MakesARelativeDirectoryAbsolute) {
    const CommandLine command;
    const std::string id = command.must({"schedule", "--in", "1h", "--cwd", "work", "--", "pwd"});
    EXPECT_EQ(payload_of(command, id)["cwd"], command.home().file("work"));
}

TEST(Schedule, ReplacesTheTaskOfTheName) {
    const CommandLine command;
    const std::string id =
        command.must({"schedule", "--replace", "--name", "n", "--in", "1h", "--", "one"});
    EXPECT_EQ(command.must({"schedule", "--replace", "--name", "n", "--in", "2h", "--", "two"}),
              id);
    EXPECT_EQ(lines(command.must({"list"})).size(), 1U);
    EXPECT_EQ(payload_of(command, "n")["words"], json({"two"}));
}

TEST(Schedule, SaysWhereTheProgramGoes) {
    const CommandLine command;
    const auto words = command.run({"schedule", "--in", "10m", "echo", "hello"});
    EXPECT_EQ(words.exit_code, 2);
    EXPECT_EQ(words.err,
              "tasksched: schedule: unexpected word 'hello': a program and its arguments follow "
              "'--', as in 'tasksched schedule --in 10m -- echo hello'\n");
    const auto nothing = command.run({"schedule", "--in", "10m"});
    EXPECT_EQ(nothing.exit_code, 2);
    EXPECT_THAT(nothing.err, HasSubstr("what to run is missing"));
}

TEST(Schedule, NeedsANameToReplace) {
    const CommandLine command;
    const auto result = command.run({"schedule", "--replace", "--in", "1h", "--", "x"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.err,
              "tasksched: schedule: --replace needs --name NAME, which says what is replaced\n");
}

TEST(Schedule, StoresNothingWhereItFails) {
    const CommandLine command;
    ASSERT_EQ(command.must({"schedule", "--in", "1h", "--name", "n", "--", "x"}), "1");
    const auto result = command.run({"schedule", "--in", "1h", "--name", "n", "--", "x"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(lines(command.must({"list", "--all"})).size(), 1U);
}

TEST(Schedule, TellsAPersonThatNobodyIsToldOfFailures) {
    const CommandLine command;
    // script(1) gives its command a terminal.
    support::ProcessSpec spec = support::tasksched_spec(command.home(), {"-qec", "", "/dev/null"});
    spec.arguments[1] = spec.program + " schedule --in 1h -- x";
    spec.program = "script";
    EXPECT_THAT(support::run(spec).out, HasSubstr("nobody is told if this fails: "));
    spec.arguments[1] = support::tasksched_program() + " schedule --notify none --in 1h -- x";
    EXPECT_THAT(support::run(spec).out, Not(HasSubstr("nobody is told")));
    EXPECT_EQ(command.run({"schedule", "--in", "1h", "--", "x"}).err, kNoDaemon) << "in a script";
}

}  // namespace
}  // namespace tasksched::integration
