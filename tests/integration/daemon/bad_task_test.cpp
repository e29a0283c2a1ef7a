// One task that cannot be claimed, among many that can.

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace tasksched::support
