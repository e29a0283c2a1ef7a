#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string line(const std::string& name) {
    return fmt::format(
        "{{\"at\": \"@4102444800\", \"type\": \"command\", \"words\": [\"/bin/true\"], "
        "\"name\": \"{}\"}}\n",
        name);
}

std::string text(int tasks) {
    std::string result;
    for (int i = 1; i <= tasks; ++i) {
        result += line(fmt::format("task {}", i));
    }
    return result;
}

/// A batch whose third line is `bad`; what it said on standard error.
std::string refused(const CommandLine& command, const std::string& bad, int status) {
    const auto result =
        command.run({"schedule", "--batch", "-"}, text(2) + bad + "\n" + line("last"));
    EXPECT_EQ(result.exit_code, status) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(lines(result.err).size(), 1U) << result.err;
    EXPECT_EQ(command.must({"list", "--all"}), "");
    return result.err;
}

TEST(Batch, PrintsTheIdsInOrder) {
    const CommandLine command;
    const auto result = command.run({"schedule", "--batch", "-"}, text(100));
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.err, kNoDaemon);
    const auto ids = lines(result.out);
    ASSERT_EQ(ids.size(), 100U);
    const auto listed = lines(command.must({"list"}));
    ASSERT_EQ(listed.size(), 100U);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        EXPECT_EQ(ids[i], fields(listed[i])[0]);
        EXPECT_EQ(fields(listed[i])[4], fmt::format("task {}", i + 1));
    }
}

TEST(Batch, ReadsAFile) {
    const CommandLine command;
    command.home().write("tasks.ndjson", text(3));
    EXPECT_EQ(command.must({"schedule", "--batch", "tasks.ndjson"}), "1\n2\n3");
}

TEST(Batch, PrintsAnObjectALineWithJson) {
    const CommandLine command;
    EXPECT_EQ(command.must({"--json", "schedule", "--batch", "-"}, text(2)),
              "{\"task_id\":1}\n{\"task_id\":2}");
}

TEST(Batch, TakesBlankLinesAtItsEndAndALastLineWithoutEnd) {
    const CommandLine command;
    EXPECT_EQ(command.must({"schedule", "--batch", "-"}, line("a") + "\n  \n"), "1");
    std::string open = line("b");
    open.pop_back();
    EXPECT_EQ(command.must({"schedule", "--batch", "-"}, open), "2");
}

TEST(Batch, NamesABlankLineBetweenOthers) {
    EXPECT_THAT(refused(CommandLine(), "", 2), StartsWith("tasksched: line 3: it is blank"));
}

TEST(Batch, OfNothingStoresNothing) {
    const CommandLine command;
    const auto result = command.run({"schedule", "--batch", "-"}, "");
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out, "");
}

TEST(Batch, NamesALineThatIsNoJson) {
    EXPECT_THAT(refused(CommandLine(), "{nonsense", 2), StartsWith("tasksched: line 3: "));
}

TEST(Batch, NamesALineWithAnUnknownKey) {
    const std::string said =
        refused(CommandLine(), R"({"at": "@4102444800", "words": ["x"], "priorty": 1})", 2);
    EXPECT_THAT(said, StartsWith("tasksched: line 3: "));
    EXPECT_THAT(said, HasSubstr("'priorty'"));
    EXPECT_THAT(said, HasSubstr("priority"));
}

TEST(Batch, NamesALineWithAValueThatIsNotValid) {
    const std::string said = refused(CommandLine(), R"({"cron": "0 25 * * *", "words": ["x"]})", 2);
    EXPECT_THAT(said, StartsWith("tasksched: line 3: "));
    EXPECT_THAT(said, HasSubstr("hour 25"));
}

TEST(Batch, NamesALineWhoseNameStandsBefore) {
    std::string again = line("task 1");
    again.pop_back();
    const std::string said = refused(CommandLine(), again, 2);
    EXPECT_THAT(said, StartsWith("tasksched: line 3: "));
    EXPECT_THAT(said, HasSubstr("'task 1'"));
}

TEST(Batch, NamesALineWhoseStandardInputIsNotThere) {
    const std::string said =
        refused(CommandLine(), R"({"in": "1h", "words": ["cat"], "stdin": "@/nowhere/at/all"})", 1);
    EXPECT_THAT(said, StartsWith("tasksched: line 3: --stdin @/nowhere/at/all: "));
}

TEST(Batch, TakesNoOptionsOfATaskBeside) {
    const CommandLine command;
    const auto result = command.run({"schedule", "--batch", "-", "--in", "1h"}, text(1));
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, StartsWith("tasksched: schedule: --batch takes no other options"));
}

TEST(Batch, TellsAFileThatIsNotThere) {
    const CommandLine command;
    const auto result = command.run({"schedule", "--batch", "none"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_EQ(result.err, "tasksched: --batch: none: cannot read it: No such file or directory\n");
}

TEST(Batch, ReplacesTasksByName) {
    const CommandLine command;
    ASSERT_EQ(command.must({"schedule", "--batch", "-"}, text(2)), "1\n2");
    EXPECT_EQ(command.must({"schedule", "--replace", "--batch", "-"}, text(3)), "1\n2\n3");
}

}  // namespace
}  // namespace tasksched::integration
