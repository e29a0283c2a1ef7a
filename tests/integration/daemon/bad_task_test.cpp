// One task that cannot be claimed, among many that can.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>
#include <stdexcept>

#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

/// Changes the store behind the programs' back. Nobody else may have it open: it goes without the
/// store's lock.
void exec(const std::string& database, const std::string& sql) {
    sqlite3* opened = nullptr;
    const int status = sqlite3_open(database.c_str(), &opened);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> closing(opened, &sqlite3_close);
    if (status != SQLITE_OK ||
        sqlite3_db_config(opened, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr) != SQLITE_OK ||
        sqlite3_exec(opened, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        throw std::runtime_error(sqlite3_errmsg(opened));
    }
}

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
