// Commands outlive the daemon that started them, and the next one has their true ends.
//
// TASKSCHED_TEST_COMMANDS sets how many run at once, TASKSCHED_TEST_KILLS how often the daemon is
// killed meanwhile, TASKSCHED_TEST_SEED the seed of the moments.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <random>
#include <string>

#include "tests/integration/daemon/gate.h"
#include "tests/integration/daemon/setting.h"
#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

/// A command that counts itself, waits for the gate, writes its number and exits with it.
std::string counting_command(const DaemonFixture& daemon, const Gate& gate, std::int64_t number) {
    return fmt::format("echo {0} >>{1}; {2}; echo it is {0}; exit $(({0} % 100))", number,
                       daemon.home().file("marks"), gate.wait());
}

void schedule_counting(const DaemonFixture& daemon, const Gate& gate, std::int64_t commands) {
    std::string batch;
    for (std::int64_t number = 0; number < commands; ++number) {
        batch +=
            nlohmann::json{{"in", "1s"}, {"shell", counting_command(daemon, gate, number)}}.dump() +
            "\n";
    }
    daemon.must({"schedule", "--batch", "-"}, batch);
}

std::int64_t starts(const DaemonFixture& daemon) {
    const std::string marks = daemon.home().read("marks");
    return std::count(marks.begin(), marks.end(), '\n');
}

/// Kills the daemon again and again; some kills fall into its start.
void kill_at_random(DaemonFixture& daemon) {
    const auto kills = setting("TASKSCHED_TEST_KILLS", 5);
    const auto seed = setting("TASKSCHED_TEST_SEED", std::random_device{}());
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    for (std::int64_t i = 0; i < kills; ++i) {
        if (!daemon.running()) {
            daemon.launch();
        }
        const std::chrono::milliseconds moment(random() % 500);
        EXPECT_FALSE(eventually([&] { return !daemon.running(); }, moment)) << daemon.log();
        daemon.kill();
    }
    std::printf("kills=%lld seed=%lld\n", static_cast<long long>(kills),
                static_cast<long long>(seed));
}

TEST(HandOver, GivesTheNextDaemonTheTrueEndsOfWhatRan) {
    const auto commands = setting("TASKSCHED_TEST_COMMANDS", 100);
    DaemonFixture daemon;
    daemon.start();
    Gate gate(daemon.home().file("gate"));
    schedule_counting(daemon, gate, commands);
    // The first kills fall into the launching, the last ones into the recording of the ends.
    ASSERT_TRUE(eventually([&] { return starts(daemon) > 0; }));
    kill_at_random(daemon);
    daemon.start();
    ASSERT_TRUE(eventually([&] { return starts(daemon) == commands; }, std::chrono::minutes(2)));
    gate.open();
    kill_at_random(daemon);
    daemon.start();
    int true_ends = 0;
    for (std::int64_t number = 0; number < commands; ++number) {
        const std::string id = std::to_string(number + 1);
        const std::string state = number % 100 == 0 ? "succeeded" : "failed";
        ASSERT_TRUE(eventually_runs(daemon, id, state, 1)) << id;
        const auto run = runs_of(daemon, id).front();
        const std::string output = daemon.must({"logs", id});
        const std::string written = fmt::format("it is {}", number);
        EXPECT_EQ(run.at("exit_code"), number % 100);
        EXPECT_EQ(output, written);
        true_ends += run.at("exit_code") == number % 100 && output == written ? 1 : 0;
    }
    EXPECT_EQ(starts(daemon), commands) << "one ran twice";
    std::printf("commands=%lld true ends=%d started=%lld\n", static_cast<long long>(commands),
                true_ends, static_cast<long long>(starts(daemon)));
}

TEST(HandOver, GoesOnOverAStopByIntention) {
    DaemonFixture daemon;
    daemon.configure("[daemon]\ngrace = \"1s\"\n");
    daemon.start();
    const auto flag = daemon.home().file("flag");
    const auto id = daemon.must(
        {"schedule", "--in", "1s", "--shell", wait_for_file(flag) + "; echo done; exit 7"});
    ASSERT_TRUE(eventually_runs(daemon, id, "running", 1));
    EXPECT_EQ(daemon.stop().exit_code, 0);
    daemon.home().write("flag", "");
    daemon.start();
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    EXPECT_EQ(runs_of(daemon, id).front().at("exit_code"), 7);
    EXPECT_EQ(daemon.must({"logs", id}), "done");
}

TEST(HandOver, FindsTheSupervisorOfAnotherRuntimeDirectory) {
    DaemonFixture daemon;
    daemon.start();
    const auto flag = daemon.home().file("flag");
    const auto id = daemon.must({"schedule", "--in", "1s", "--shell", wait_for_file(flag)});
    ASSERT_TRUE(eventually_runs(daemon, id, "running", 1));
    daemon.kill();
    const auto elsewhere = daemon.home().file("run");
    std::filesystem::create_directory(elsewhere);
    daemon.set_environment("TASKSCHED_RUNTIME_DIR", elsewhere);
    daemon.start();
    daemon.home().write("flag", "");
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
}

std::string schedule_sleeper(const DaemonFixture& daemon) {
    return daemon.must({"schedule", "--in", "1s", "--", "/bin/sleep", "1000"});
}

TEST(HandOver, HeedsAKillAfterIt) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = schedule_sleeper(daemon);
    ASSERT_TRUE(eventually_runs(daemon, id, "running", 1));
    daemon.kill_and_restart();
    ASSERT_TRUE(eventually_runs(daemon, id, "running", 1));
    daemon.must({"kill", newest_run_of(daemon, id)});
    ASSERT_TRUE(eventually_runs(daemon, id, "cancelled", 1));
}

TEST(HandOver, HeedsAKillThatWasAskedForWithoutADaemon) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = schedule_sleeper(daemon);
    ASSERT_TRUE(eventually_runs(daemon, id, "running", 1));
    daemon.kill();
    daemon.must({"kill", newest_run_of(daemon, id)});
    daemon.start();
    ASSERT_TRUE(eventually_runs(daemon, id, "cancelled", 1));
}

TEST(HandOver, HoldsTheSlotOfWhatGoesOn) {
    DaemonFixture daemon;
    daemon.configure("[slots]\ncommand = 1\n");
    daemon.start();
    const auto flag = daemon.home().file("flag");
    const auto first = daemon.must({"schedule", "--in", "1s", "--shell", wait_for_file(flag)});
    ASSERT_TRUE(eventually_runs(daemon, first, "running", 1));
    daemon.kill_and_restart();
    const auto second = daemon.must({"schedule", "--in", "1s", "--", "/bin/true"});
    ASSERT_TRUE(eventually_runs(daemon, second, "queued", 1));
    daemon.home().write("flag", "");
    EXPECT_TRUE(eventually_runs(daemon, first, "succeeded", 1));
    EXPECT_TRUE(eventually_runs(daemon, second, "succeeded", 1));
}

TEST(HandOver, GetsANewSupervisorWhereTheOldOneDied) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = daemon.must(
        {"schedule", "--in", "1s", "--on-crash", "retry", "--shell",
         "echo x >>" + daemon.home().file("marks") + "; test $TASKSCHED_ATTEMPT = 2 || sleep 2"});
    ASSERT_TRUE(eventually([&] { return daemon.home().read("marks") == "x\n"; }));
    const auto old = daemon.supervisor_pid();
    ASSERT_TRUE(old);
    daemon.kill_supervisor();
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    EXPECT_NE(daemon.supervisor_pid(), old);
    EXPECT_EQ(daemon.home().read("marks"), "x\nx\n");
}

TEST(HandOver, LeavesNoSupervisorBehindWhereNothingRuns) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1s", "--", "/bin/true"});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    EXPECT_TRUE(daemon.supervisor_pid());
    daemon.stop();
    EXPECT_TRUE(eventually([&] { return !daemon.supervisor_pid(); }));
}

}  // namespace
}  // namespace tasksched::support
