// The daemon as a process: its lock, its signals, its configuration, its store's file.

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>

#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

bool log_says(const DaemonFixture& daemon, const std::string& text) {
    return eventually([&] { return daemon.log().find(text) != std::string::npos; });
}

TEST(Lifecycle, RefusesASecondDaemonOnTheSameStore) {
    DaemonFixture daemon;
    daemon.start();
    ProcessSpec second;
    second.program = taskschedd_program();
    second.arguments = {"--store", daemon.store_url()};
    second.environment = plain_environment(daemon.home().path());
    const auto result = run(second);
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_NE(result.err.find(std::to_string(daemon.pid())), std::string::npos) << result.err;
    EXPECT_TRUE(daemon.running());
}

TEST(Lifecycle, LetsOneOfTenDaemonsStartedAtOnceServeTheStore) {
    DaemonFixture daemon;
    ProcessSpec spec;
    spec.program = taskschedd_program();
    spec.arguments = {"--store", daemon.store_url()};
    spec.environment = plain_environment(daemon.home().path());
    std::vector<Process> daemons;
    daemons.reserve(10);
    for (int i = 0; i < 10; ++i) {
        daemons.emplace_back(spec);
    }
    const auto alive = [&] {
        return std::count_if(daemons.begin(), daemons.end(),
                             [](Process& one) { return one.running(); });
    };
    EXPECT_TRUE(eventually([&] { return alive() == 1; }));
    for (Process& one : daemons) {
        one.signal(SIGTERM);
    }
    EXPECT_TRUE(eventually([&] { return alive() == 0; }));
}

TEST(Lifecycle, LetsRunsFinishBeforeItStops) {
    DaemonFixture daemon;
    daemon.start();
    const auto flag = daemon.home().file("flag");
    const auto id = daemon.must({"schedule", "--in", "1s", "--shell",
                                 "until test -e " + flag + "; do sleep 0.05; done; echo done"});
    ASSERT_TRUE(eventually_runs(daemon, id, "running", 1));
    daemon.signal(SIGTERM);
    ASSERT_TRUE(log_says(daemon, "stopping"));
    daemon.home().write("flag", "");
    EXPECT_TRUE(eventually([&] { return !daemon.running(); }));
    EXPECT_TRUE(log_says(daemon, "stopped"));
    EXPECT_EQ(count_runs(daemon, id, "succeeded"), 1U);
}

TEST(Lifecycle, EndsCommandsAfterTheGraceWhenAskedTo) {
    DaemonFixture daemon;
    daemon.configure("[daemon]\ngrace = \"1s\"\n");
    daemon.set_arguments({"--stop-all"});
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1s", "--", "/bin/sleep", "1000"});
    ASSERT_TRUE(eventually_runs(daemon, id, "running", 1));
    EXPECT_EQ(daemon.stop().exit_code, 0);
    EXPECT_EQ(count_runs(daemon, id, "cancelled"), 1U);
}

TEST(Lifecycle, TakesANewConfigurationAtSighup) {
    DaemonFixture daemon;
    daemon.configure("[slots]\ncommand = 1\n");
    daemon.start();
    daemon.configure("[slots]\ncommand = 2\n");
    daemon.signal(SIGHUP);
    ASSERT_TRUE(log_says(daemon, "read again"));
    const auto first = daemon.must({"schedule", "--in", "1s", "--", "/bin/sleep", "1000"});
    const auto second = daemon.must({"schedule", "--in", "1s", "--", "/bin/sleep", "1000"});
    EXPECT_TRUE(eventually_runs(daemon, first, "running", 1));
    EXPECT_TRUE(eventually_runs(daemon, second, "running", 1));
}

TEST(Lifecycle, KeepsItsConfigurationWhereTheNewOneIsWrong) {
    DaemonFixture daemon;
    daemon.configure("[slots]\ncommand = 5\n");
    daemon.start();
    daemon.configure("[slots]\ncommand = \"many\"\n");
    daemon.signal(SIGHUP);
    ASSERT_TRUE(log_says(daemon, "stays as it was"));
    EXPECT_TRUE(daemon.running());
}

TEST(Lifecycle, QueuesWhatDoesNotFitItsSlots) {
    DaemonFixture daemon;
    daemon.configure("[slots]\ncommand = 1\n");
    daemon.start();
    const auto flag = daemon.home().file("flag");
    const auto wait = "until test -e " + flag + "; do sleep 0.05; done";
    const auto first = daemon.must({"schedule", "--in", "1s", "--shell", wait});
    ASSERT_TRUE(eventually_runs(daemon, first, "running", 1));
    const auto second = daemon.must({"schedule", "--in", "1s", "--shell", wait});
    ASSERT_TRUE(eventually_runs(daemon, second, "queued", 1));
    daemon.home().write("flag", "");
    EXPECT_TRUE(eventually_runs(daemon, second, "succeeded", 1));
}

TEST(Lifecycle, ServesAStoreThatReplacedItsOwn) {
    DaemonFixture daemon;
    daemon.start();
    const DaemonFixture other;
    const auto id = other.must({"schedule", "--in", "3s", "--", "/bin/true"});
    other.must({"store", "backup", daemon.home().file("copy.db")});
    for (const char* side : {"", "-wal", "-shm"}) {
        std::filesystem::remove(daemon.store_path() + side);
    }
    std::filesystem::rename(daemon.home().file("copy.db"), daemon.store_path());
    ASSERT_TRUE(log_says(daemon, "opened anew"));
    EXPECT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
}

TEST(Lifecycle, DoesNotMakeANewStoreWhereItsOwnWasDeleted) {
    DaemonFixture daemon;
    daemon.start();
    for (const char* side : {"", "-wal", "-shm"}) {
        std::filesystem::remove(daemon.store_path() + side);
    }
    ASSERT_TRUE(log_says(daemon, "cannot open the store anew"));
    EXPECT_FALSE(std::filesystem::exists(daemon.store_path()));
    EXPECT_TRUE(daemon.running());
}

TEST(Lifecycle, SaysWhatIsWrongWithItsCommandLine) {
    ProcessSpec spec;
    spec.program = taskschedd_program();
    spec.arguments = {"--sotre", "x"};
    const auto result = run(spec);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.err.find("taskschedd: "), 0U) << result.err;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
}

}  // namespace
}  // namespace tasksched::support
