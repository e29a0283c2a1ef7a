// One task that cannot be claimed, or one run that cannot be started, among many that can.

#include <gtest/gtest.h>

#include "tests/integration/daemon/mail_setting.h"
#include "tests/integration/daemon/raw_store.h"
#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

/// From now on no run of the task can be stored: its place in an index cannot be computed. (The
/// daemon's connection runs no triggers.)
void poison(const DaemonFixture& daemon, const std::string& task) {
    exec(daemon.store_path(),
         "CREATE INDEX poison ON runs (abs(-9223372036854775807 - (task_id = " + task + ")))");
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos;
         at = text.find(part, at + part.size())) {
        ++found;
    }
    return found;
}

TEST(BadTask, DoesNotKeepTheOthersOfItsBatchFromRunning) {
    DaemonFixture daemon;
    std::vector<std::string> tasks;
    tasks.reserve(20);
    for (int i = 0; i < 20; ++i) {
        tasks.push_back(daemon.must({"schedule", "--at", "@4102444800", "--", "/bin/true"}));
    }
    const std::string bad = tasks[7];
    poison(daemon, bad);
    exec(daemon.store_path(),
         "UPDATE tasks SET execute_datetime = unixepoch() - 1, next_run_at = unixepoch() - 1");
    daemon.start();
    for (const std::string& task : tasks) {
        if (task != bad) {
            EXPECT_TRUE(eventually_runs(daemon, task, "succeeded", 1)) << "task " << task;
        }
    }
    EXPECT_TRUE(runs_of(daemon, bad).empty());
    const std::string line = "cannot claim task " + bad + ", tried again in a minute: ";
    EXPECT_TRUE(eventually([&] { return daemon.log().find(line) != std::string::npos; }));
    EXPECT_NE(daemon.log().find("integer overflow"), std::string::npos);
    EXPECT_EQ(count(daemon.log(), "cannot claim"), 1U) << daemon.log();
}

TEST(BadTask, RunsOnceWhatIsWrongWithItIsMended) {
    DaemonFixture daemon;
    const std::string good = daemon.must({"schedule", "--every", "1s", "--", "/bin/true"});
    const std::string bad = daemon.must({"schedule", "--every", "1s", "--", "/bin/true"});
    poison(daemon, bad);
    daemon.start();
    EXPECT_TRUE(eventually_runs(daemon, good, "succeeded", 2));
    EXPECT_TRUE(runs_of(daemon, bad).empty());
    daemon.stop();
    exec(daemon.store_path(), "DROP INDEX poison");
    daemon.start();
    EXPECT_TRUE(eventually_runs(daemon, bad, "succeeded", 1));
}

/// From now on what the task runs is no list of words.
void spoil_payload(const DaemonFixture& daemon, const std::string& task) {
    exec(daemon.store_path(), "UPDATE commands SET argv = '/bin/true' WHERE task_id = " + task);
}

/// With slots for all, claims start the runs; with few, they come from their queue.
class BadPayload : public testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(Slots, BadPayload, testing::Values(100, 2));

TEST_P(BadPayload, FailsItsRunWithTheReasonAndNoOther) {
    const SmtpServer server;
    DaemonFixture daemon;
    daemon.configure(section_for(server) + "[slots]\ncommand = " + std::to_string(GetParam()) +
                     "\n");
    std::vector<std::string> tasks;
    for (int i = 0; i < 20; ++i) {
        tasks.push_back(daemon.must(
            {"schedule", "--at", "@4102444800", "--notify", "ada@example.org", "--", "/bin/true"}));
    }
    const std::string bad = tasks[7];
    spoil_payload(daemon, bad);
    exec(daemon.store_path(),
         "UPDATE tasks SET execute_datetime = unixepoch() - 1, next_run_at = unixepoch() - 1");
    daemon.start();
    for (const std::string& task : tasks) {
        const std::string state = task == bad ? "failed" : "succeeded";
        ASSERT_TRUE(eventually_runs(daemon, task, state, 1)) << "task " << task;
        EXPECT_EQ(runs_of(daemon, task).size(), 1U);
    }
    const auto run = runs_of(daemon, bad).front();
    EXPECT_EQ(run.at("attempt"), 1);
    EXPECT_NE(run.at("detail").get<std::string>().find("the command of task " + bad +
                                                       " cannot be read: "),
              std::string::npos);
    const auto mails = server.wait_for(1);
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_EQ(header_values(mails[0].content, "Subject"),
              std::vector<std::string>{"tasksched: task " + bad + " failed"});
    EXPECT_EQ(daemon.log().find("trying again"), std::string::npos);
    EXPECT_EQ(daemon.tasksched({"show", bad}).exit_code, 1);
}

TEST(SpoiledPayload, OfARunUnderWayLeavesItUnknownToTheNextDaemonAndNoOther) {
    DaemonFixture daemon;
    daemon.start();
    const std::string gate = daemon.home().file("gate");
    std::vector<std::string> tasks;
    for (int i = 0; i < 3; ++i) {
        tasks.push_back(daemon.must({"schedule", "--in", "1s", "--shell", wait_for_file(gate)}));
    }
    for (const std::string& task : tasks) {
        ASSERT_TRUE(eventually_runs(daemon, task, "running", 1));
    }
    daemon.kill();
    exec(daemon.store_path(), "UPDATE commands SET env = 'x' WHERE task_id = " + tasks[1]);
    daemon.start();
    daemon.home().write("gate", "");
    EXPECT_TRUE(eventually_runs(daemon, tasks[0], "succeeded", 1));
    EXPECT_TRUE(eventually_runs(daemon, tasks[1], "unknown", 1));
    EXPECT_TRUE(eventually_runs(daemon, tasks[2], "succeeded", 1));
    daemon.must({"resolve", newest_run_of(daemon, tasks[1]), "--failed"});
}

TEST(BadTask, ThatCannotBeReadDoesNotKeepTheQueuedRunsOfOthersFromStarting) {
    DaemonFixture daemon;
    std::vector<std::string> tasks;
    for (int i = 0; i < 5; ++i) {
        tasks.push_back(daemon.must({"schedule", "--at", "@4102444800", "--", "/bin/true"}));
        daemon.must({"run", tasks.back()});
    }
    exec(daemon.store_path(),
         "UPDATE tasks SET time_zone = 'No/Where' WHERE task_id = " + tasks[2]);
    daemon.start();
    for (const std::string& task : tasks) {
        if (task != tasks[2]) {
            EXPECT_TRUE(eventually_runs(daemon, task, "succeeded", 1)) << "task " << task;
        }
    }
    EXPECT_TRUE(eventually([&] {
        return daemon.log().find(
                   "cannot start run 3, trying again every second: task 3 cannot be ") !=
               std::string::npos;
    }));
    daemon.stop();
    exec(daemon.store_path(), "UPDATE tasks SET time_zone = 'UTC' WHERE task_id = " + tasks[2]);
    daemon.start();
    EXPECT_TRUE(eventually_runs(daemon, tasks[2], "succeeded", 1));
}

}  // namespace
}  // namespace tasksched::support
