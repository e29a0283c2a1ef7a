#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

/// A home with one task, daily at nine, named "daily".
class Tasks : public ::testing::Test {
  protected:
    void SetUp() override {
        command_.must({"schedule", "--cron", "0 9 * * *", "--tz", "UTC", "--name", "daily", "--",
                       "echo", "a b"});
    }

    [[nodiscard]] json shown(const std::string& task = "daily") const {
        return json::parse(command_.must({"--json", "show", task}));
    }

    CommandLine command_;
};

TEST_F(Tasks, AreShownWithNameAndValueALine) {
    const std::string text = command_.must({"show", "daily"});
    EXPECT_THAT(text, HasSubstr("task_id\t1\n"));
    EXPECT_THAT(text, HasSubstr("\nname\tdaily\n"));
    EXPECT_THAT(text, HasSubstr("\nstate\tactive\n"));
    EXPECT_THAT(text, HasSubstr("\ncommand\techo 'a b'\n"));
}

TEST_F(Tasks, AreShownAsOneObject) {
    const json task = shown();
    EXPECT_EQ(task["task_id"], 1);
    EXPECT_EQ(task["cron"], "0 9 * * *");
    EXPECT_EQ(task["payload"]["words"], json({"echo", "a b"}));
    EXPECT_EQ(task["latest_runs"], json::array());
}

TEST_F(Tasks, AreChangedByUpdate) {
    const auto result = command_.run({"update", "daily", "--cron", "0 10 * * *", "--", "new"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.err, "");
    EXPECT_EQ(shown()["cron"], "0 10 * * *");
    EXPECT_EQ(shown()["payload"]["words"], json({"new"}));
    EXPECT_EQ(shown()["version"], 2);
}

TEST_F(Tasks, AreAllChangedByUpdateAll) {
    command_.must({"schedule", "--in", "1h", "--", "x"});
    EXPECT_EQ(command_.must({"update", "--all", "--priority", "7"}), "2");
    EXPECT_EQ(command_.must({"--json", "update", "--all", "--priority", "8"}), R"({"updated":2})");
}

TEST_F(Tasks, AreNotChangedByAnUpdateOfNothing) {
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {"update"},
             {"update", "daily"},
             {"update", "--all"},
             {"update", "--all", "daily", "--priority", "1"},
             {"update", "daily", "--type", "command", "--priority", "1"}}) {
        const auto result = command_.run(arguments);
        EXPECT_EQ(result.exit_code, 2);
        EXPECT_THAT(result.err, MatchesRegex("tasksched: update: [^\n]*\n"));
    }
    EXPECT_EQ(shown()["version"], 1);
}

TEST_F(Tasks, ArePausedAndResumed) {
    EXPECT_EQ(command_.must({"pause", "daily"}), "");
    EXPECT_EQ(shown()["state"], "paused");
    EXPECT_EQ(command_.must({"resume", "1"}), "");
    EXPECT_EQ(shown()["state"], "active");
}

TEST_F(Tasks, AreCancelledAllOrNone) {
    const auto none = command_.run({"cancel", "daily", "no-such-task"});
    EXPECT_EQ(none.exit_code, 3);
    EXPECT_THAT(none.err, HasSubstr("'no-such-task'"));
    EXPECT_EQ(shown()["state"], "active");
    EXPECT_EQ(command_.must({"cancel", "daily"}), "");
    EXPECT_EQ(shown("1")["state"], "cancelled");
}

TEST_F(Tasks, TellWhatTheirCancelDidWithJson) {
    command_.must({"run", "daily"});
    const json result = json::parse(command_.must({"--json", "cancel", "daily"}));
    EXPECT_EQ(result["changed"], 1);
    EXPECT_EQ(result["runs_cancelled"], 1);
    EXPECT_EQ(result["kills_requested"], 0);
}

TEST_F(Tasks, AreRunNowWithoutADaemonLater) {
    const auto result = command_.run({"run", "daily"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out, "1\n");
    EXPECT_EQ(result.err, kNoDaemon);
    const auto run = fields(command_.must({"runs", "daily"}));
    EXPECT_EQ(run[0], "1");
    EXPECT_EQ(run[1], "1");
    EXPECT_EQ(run[2], "queued");
}

TEST_F(Tasks, AreNotWaitedForWithoutADaemon) {
    const auto result = command_.run({"run", "--wait", "daily"});
    EXPECT_EQ(result.exit_code, 75);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("no daemon is running"));
    EXPECT_EQ(command_.must({"runs"}), "");
}

TEST_F(Tasks, ThatAreNotThereExitWithThree) {
    for (const auto& arguments :
         std::vector<std::vector<std::string>>{{"show", "no-such-task"},
                                               {"show", "4711"},
                                               {"pause", "4711"},
                                               {"run", "4711"},
                                               {"next", "4711"},
                                               {"runs", "4711"},
                                               {"logs", "4711"},
                                               {"kill", "4711"},
                                               {"retry", "4711"},
                                               {"resolve", "4711", "--failed"}}) {
        const auto result = command_.run(arguments);
        EXPECT_EQ(result.exit_code, 3) << arguments[0] << ": " << result.err;
        EXPECT_EQ(result.out, "");
        EXPECT_THAT(result.err, MatchesRegex("tasksched: [^\n]*\n"));
        EXPECT_THAT(result.err, HasSubstr(arguments[1])) << arguments[0];
    }
}

TEST_F(Tasks, HaveTheirControlCharactersEscaped) {
    command_.must({"schedule", "--in", "1h", "--name", "escape", "--", "printf", "\x1b[2J\n"});
    EXPECT_EQ(command_.must({"show", "escape"}).find('\x1b'), std::string::npos);
}

TEST(Runs, AreNamedByNumber) {
    const CommandLine command;
    for (const std::string verb : {"logs", "kill", "retry"}) {
        const auto result = command.run({verb, "daily"});
        EXPECT_EQ(result.exit_code, 2);
        EXPECT_EQ(result.err, "tasksched: " + verb +
                                  ": 'daily' is not the number of a run; 'tasksched runs' lists "
                                  "them\n");
    }
}

TEST(Runs, AreResolvedInOneWay) {
    const CommandLine command;
    EXPECT_EQ(command.run({"resolve", "1"}).err,
              "tasksched: resolve: give one of --succeeded, --failed and --retry; of a "
              "payment, --paid or --not-paid\n");
    EXPECT_EQ(command.run({"resolve", "1", "--failed", "--retry"}).exit_code, 2);
}

TEST(Runs, ThatWereNeverStartedAreKilledAtOnce) {
    const CommandLine command;
    command.must({"schedule", "--in", "1h", "--", "x"});
    command.must({"run", "1"});
    const auto result = command.run({"--json", "kill", "1"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.out, "{\"run_id\":1,\"requested\":false,\"cancelled\":true}\n");
    EXPECT_EQ(fields(command.must({"runs"}))[2], "cancelled");
}

TEST(Runs, AreFilteredByStateAndTime) {
    const CommandLine command;
    command.must({"schedule", "--in", "1h", "--", "x"});
    command.must({"run", "1"});
    command.must({"run", "1"});
    command.must({"kill", "1"});
    EXPECT_EQ(fields(command.must({"runs", "--state", "cancelled"}))[0], "1");
    EXPECT_EQ(lines(command.must({"runs", "--since", "1h"})).size(), 2U);
    EXPECT_EQ(command.must({"runs", "--since", "2100-01-01T00:00:00Z"}), "");
    EXPECT_EQ(fields(command.must({"runs", "--limit", "1"}))[0], "2");
    EXPECT_EQ(command.run({"runs", "--state", "gone"}).exit_code, 2);
    EXPECT_EQ(command.run({"runs", "--since", "gone"}).exit_code, 2);
}

TEST(Runs, AreAnObjectALineWithJson) {
    const CommandLine command;
    command.must({"schedule", "--in", "1h", "--", "x"});
    command.must({"run", "1"});
    const json run = json::parse(command.must({"--json", "runs"}));
    EXPECT_EQ(run["run_id"], 1);
    EXPECT_EQ(run["task_id"], 1);
    EXPECT_EQ(run["state"], "queued");
    EXPECT_TRUE(run["scheduled_for"].is_null());
    EXPECT_TRUE(run["exit_code"].is_null());
}

TEST(Logs, OfARunThatHasNotStartedAreEmptyAndSaySo) {
    const CommandLine command;
    command.must({"schedule", "--in", "1h", "--", "x"});
    command.must({"run", "1"});
    const auto result = command.run({"logs", "1"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("run 1 is queued"));
}

}  // namespace
}  // namespace tasksched::integration
