// kill -9 of the daemon, its supervisor or both at random moments under a load of short runs: in
// the end every occurrence stands in the store exactly once, and none was started twice. What a
// daemon's death alone interrupted has its true end.
//
// TASKSCHED_TEST_KILLS sets the number of kills, TASKSCHED_TEST_SEED the seed of the moments.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/integration/daemon/account.h"
#include "tests/integration/daemon/setting.h"
#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

constexpr int kTasks = 20;

enum class Victims { kDaemon, kAny };

/// Kills at random moments, then waits for the quiet and tells what the store says.
Account run_with_kills(Victims victims) {
    const auto kills = setting("TASKSCHED_TEST_KILLS", 30);
    const auto seed = setting("TASKSCHED_TEST_SEED", std::random_device{}());
    fmt::print("kills={} seed={}\n", kills, seed);
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    DaemonFixture daemon;
    const auto marks = daemon.home().file("marks");
    std::vector<std::string> tasks;
    tasks.reserve(kTasks);
    for (int i = 0; i < kTasks; ++i) {
        // Every other command ends at once, so that kills fall into the record of its end too.
        tasks.push_back(schedule_marking(daemon, marks, i % 2 == 0 ? "; sleep 0.1" : ""));
    }
    for (std::int64_t i = 0; i < kills; ++i) {
        // Every other kill falls into the start-up, where runs are recovered and caught up.
        if (!daemon.running()) {
            daemon.launch();
        }
        const std::chrono::milliseconds moment(random() % (i % 2 == 0 ? 150 : 600));
        EXPECT_FALSE(eventually([&] { return !daemon.running(); }, moment)) << daemon.log();
        const auto victim = victims == Victims::kDaemon ? 0 : random() % 3;
        if (victim != 1) {
            daemon.kill();
        }
        if (victim != 0) {
            daemon.kill_supervisor();
        }
    }
    if (!daemon.running()) {
        daemon.start();
    }
    for (const std::string& task : tasks) {
        EXPECT_TRUE(eventually_runs(daemon, task, "succeeded", 1)) << "task " << task;
    }
    for (const std::string& task : tasks) {
        daemon.must({"pause", task});
    }
    EXPECT_TRUE(eventually([&] { return nothing_is_under_way(daemon); }, std::chrono::minutes(2)));
    daemon.stop();
    Account account(daemon, tasks, daemon.home().read("marks"));
    fmt::print("kills={} occurrences={} succeeded={} unknown={} lost={} doubled={}\n", kills,
               account.occurrences(), account.count("succeeded"), account.count("unknown"),
               account.lost(), account.doubled());
    return account;
}

TEST(Crash, OfTheDaemonHidesNoEnd) {
    const Account account = run_with_kills(Victims::kDaemon);
    EXPECT_EQ(account.count("unknown"), 0);
    EXPECT_GT(account.count("succeeded"), 0);
}

TEST(Crash, OfDaemonAndSupervisorLosesNoOccurrenceAndStartsNoneTwice) {
    const Account account = run_with_kills(Victims::kAny);
    EXPECT_GT(account.count("succeeded"), 0);
}

TEST(Crash, RunsAHiddenRunAgainWhereThePolicySaysSo) {
    DaemonFixture daemon;
    daemon.start();
    const auto flag = daemon.home().file("flag");
    const auto marks = daemon.home().file("marks");
    const auto id = daemon.must({"schedule", "--in", "1s", "--on-crash", "retry", "--shell",
                                 "echo $TASKSCHED_ATTEMPT >>" + marks + "; until test -e " + flag +
                                     "; do sleep 0.05; done"});
    ASSERT_TRUE(eventually([&] { return daemon.home().read("marks") == "1\n"; }));
    daemon.kill();
    daemon.kill_supervisor();
    daemon.start();
    ASSERT_TRUE(eventually_runs(daemon, id, "unknown", 1)) << "its process still runs";
    daemon.home().write("flag", "");
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    EXPECT_EQ(daemon.home().read("marks"), "1\n2\n");
}

TEST(Crash, FailsAHiddenRunWhereThePolicySaysSo) {
    DaemonFixture daemon;
    daemon.start();
    const auto id =
        daemon.must({"schedule", "--in", "1s", "--on-crash", "fail", "--", "/bin/sleep", "1"});
    ASSERT_TRUE(eventually_runs(daemon, id, "running", 1));
    daemon.kill_supervisor();
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    EXPECT_EQ(runs_of(daemon, id).front().at("reason"), "crash");
}

TEST(Crash, LeavesAHiddenRunToAPerson) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1s", "--", "/bin/sleep", "1"});
    ASSERT_TRUE(eventually_runs(daemon, id, "running", 1));
    daemon.kill_supervisor();
    ASSERT_TRUE(eventually_runs(daemon, id, "unknown", 1));
    EXPECT_EQ(daemon.tasksched({"status"}).exit_code, 1) << "an unknown run is not healthy";
    daemon.must({"resolve", newest_run_of(daemon, id), "--succeeded"});
    EXPECT_EQ(count_runs(daemon, id, "succeeded"), 1U);
    EXPECT_EQ(daemon.tasksched({"status"}).exit_code, 0);
}

TEST(Crash, CarriesOutWhatWasQueued) {
    DaemonFixture daemon;
    daemon.configure("[slots]\ncommand = 1\n");
    daemon.start();
    const auto flag = daemon.home().file("flag");
    const auto first = daemon.must({"schedule", "--in", "1s", "--shell", wait_for_file(flag)});
    ASSERT_TRUE(eventually_runs(daemon, first, "running", 1));
    const auto second = daemon.must({"schedule", "--in", "1s", "--", "/bin/true"});
    ASSERT_TRUE(eventually_runs(daemon, second, "queued", 1));
    daemon.home().write("flag", "");
    daemon.kill_and_restart();
    EXPECT_TRUE(eventually_runs(daemon, second, "succeeded", 1));
    EXPECT_EQ(runs_of(daemon, second).size(), 1U);
}

}  // namespace
}  // namespace tasksched::support
