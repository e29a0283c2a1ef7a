#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using testing::HasSubstr;

TEST(Query, PrintsTheRowsOfASelectAsCsv) {
    const CommandLine command;
    command.must({"schedule", "--in", "1h", "--name", "a,b", "--", "true"});
    EXPECT_EQ(command.must({"query", "SELECT task_id, name, until FROM tasks"}),
              "task_id,name,until\n1,\"a,b\",");
}

TEST(Query, PrintsObjectsInJson) {
    const CommandLine command;
    command.must({"schedule", "--in", "1h", "--name", "a", "--", "true"});
    EXPECT_EQ(command.must({"--json", "query", "SELECT name, until FROM tasks"}),
              R"({"name":"a","until":null})");
}

TEST(Query, IsReadFromAFileOrStandardInput) {
    const CommandLine command;
    command.must({"schedule", "--in", "1h", "--", "true"});
    command.home().write("q.sql", "SELECT count(*) AS n\nFROM tasks;\n");
    EXPECT_EQ(command.must({"query", "@" + command.home().file("q.sql")}), "n\n1");
    EXPECT_EQ(command.must({"query", "-"}, "SELECT 2 AS n"), "n\n2");
}

TEST(Query, ThatIsNoSelectIsRefusedInOneLine) {
    const CommandLine command;
    command.must({"schedule", "--in", "1h", "--", "true"});
    for (const char* sql : {"DELETE FROM tasks", "SELECT * FROM commands", "SELEC", ""}) {
        const auto result = command.run({"query", sql});
        EXPECT_EQ(result.exit_code, 2) << sql;
        EXPECT_EQ(lines(result.err).size(), 1U) << result.err;
        EXPECT_EQ(result.out, "");
    }
    EXPECT_EQ(command.must({"query", "SELECT count(*) FROM tasks"}), "count(*)\n1");
}

TEST(Query, OfNoStoreSaysSo) {
    const CommandLine command;
    EXPECT_NE(command.run({"query", "SELECT 1"}).exit_code, 0);
}

}  // namespace
}  // namespace tasksched::integration
