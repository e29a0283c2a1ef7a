#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class List : public ::testing::Test {
  protected:
    void SetUp() override {
        command_.must({"schedule", "--at", "@4102444800", "--name", "late", "--", "x"});
        command_.must({"schedule", "--in", "1h", "--name", "soon and more", "--", "y"});
        command_.must({"schedule", "--cron", "0 9 * * 1", "--tz", "Europe/Paris", "--", "z"});
        command_.must({"cancel", "3"});
    }

    [[nodiscard]] std::vector<std::string> ids(std::vector<std::string> arguments) const {
        std::vector<std::string> result;
        for (const std::string& line : lines(command_.must(std::move(arguments)))) {
            result.push_back(fields(line).front());
        }
        return result;
    }

    CommandLine command_;
};

TEST_F(List, HasFieldsThatCutAndAwkCanRead) {
    support::ProcessSpec spec = support::tasksched_spec(command_.home(), {});
    spec.arguments = {"-c", R"("$0" list | cut -f 5; "$0" list | awk '{print $1, $2, $3, $4}')",
                      spec.program};
    spec.program = "/bin/sh";
    const auto printed = lines(support::run(spec).out);
    ASSERT_EQ(printed.size(), 4U);
    EXPECT_EQ(printed[0], "late");
    EXPECT_EQ(printed[1], "soon and more");
    EXPECT_EQ(printed[2], "1 active command 2100-01-01T00:00:00Z");
}

TEST_F(List, ShowsTasksThatMayRunStill) { EXPECT_THAT(ids({"list"}), ElementsAre("1", "2")); }

TEST_F(List, ShowsAllWithAll) { EXPECT_THAT(ids({"list", "--all"}), ElementsAre("1", "2", "3")); }

TEST_F(List, FiltersByState) {
    EXPECT_THAT(ids({"list", "--state", "cancelled"}), ElementsAre("3"));
}

TEST_F(List, FiltersByTimeToTheNextRun) {
    EXPECT_THAT(ids({"list", "--due-within", "2h"}), ElementsAre("2"));
}

TEST_F(List, EndsAtItsLimit) { EXPECT_THAT(ids({"list", "--limit", "1"}), ElementsAre("1")); }

TEST_F(List, RefusesValuesThatAreNone) {
    EXPECT_EQ(command_.run({"list", "--limit", "0"}).err,
              "tasksched: --limit '0': expected a whole number from 1 to 1000000\n");
    const auto state = command_.run({"list", "--state", "gone"});
    EXPECT_EQ(state.exit_code, 2);
    EXPECT_THAT(state.err, HasSubstr("'gone'"));
    EXPECT_EQ(command_.run({"list", "--due-within", "x"}).exit_code, 2);
}

TEST_F(List, PrintsAnObjectALineWithJson) {
    const auto printed = lines(command_.must({"--json", "list", "--all"}));
    ASSERT_EQ(printed.size(), 3U);
    const json task = json::parse(printed[0]);
    EXPECT_EQ(task["task_id"], 1);
    EXPECT_EQ(task["name"], "late");
    EXPECT_EQ(task["type"], "command");
    EXPECT_EQ(task["state"], "active");
    EXPECT_EQ(task["next_run_at"], "2100-01-01T00:00:00Z");
    EXPECT_TRUE(task.contains("user_id"));
    EXPECT_EQ(json::parse(printed[2])["state"], "cancelled");
}

TEST_F(List, PrintsTimesInTheHostsZone) {
    CommandLine command;
    command.set("TZ", "Asia/Kolkata");
    command.must({"schedule", "--at", "@4102444800", "--", "x"});
    EXPECT_EQ(fields(command.must({"list"}))[3], "2100-01-01T05:30:00+05:30");
}

TEST_F(List, HasColoursOnlyWhereTheyAreAskedFor) {
    EXPECT_EQ(command_.must({"list"}).find('\x1b'), std::string::npos);
    EXPECT_NE(command_.must({"--color", "always", "list"}).find('\x1b'), std::string::npos);
    command_.set("NO_COLOR", "1");
    EXPECT_EQ(command_.must({"list"}).find('\x1b'), std::string::npos);
}

TEST(ListWithoutStore, IsEmptyAndSaysSo) {
    const CommandLine command;
    const auto result = command.run({"list"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("'tasksched schedule' makes it"));
}

TEST(ListOfManyTasks, GoesOnBeyondAPage) {
    const CommandLine command;
    std::string batch;
    for (int i = 0; i < 2345; ++i) {
        batch += "{\"at\":\"@4102444800\",\"words\":[\"x\"]}\n";
    }
    command.must({"schedule", "--batch", "-"}, batch);
    EXPECT_EQ(lines(command.must({"list"})).size(), 2345U);
    EXPECT_EQ(lines(command.must({"list", "--limit", "1500"})).size(), 1500U);
    EXPECT_EQ(lines(command.must({"list", "--due-within", "100w"})).size(), 0U);
}

}  // namespace
}  // namespace tasksched::integration
