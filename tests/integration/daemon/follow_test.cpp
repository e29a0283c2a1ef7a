// Output as it comes: `logs --follow` beside the real daemon and its supervisor.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdio>

#include "tests/integration/daemon/follower.h"
#include "tests/integration/daemon/gate.h"
#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::HasSubstr;

TEST(Follow, ShowsEachLineWhileTheCommandStillRuns) {
    DaemonFixture daemon;
    daemon.start();
    Gate first(daemon.home().file("first"));
    Gate second(daemon.home().file("second"));
    const auto run = start_running(
        daemon, "echo one; " + first.wait() + "; echo two; " + second.wait() + "; echo three");
    Process follower = follow(daemon, run);
    ASSERT_TRUE(eventually_printed(follower, "one\n")) << follower.err();
    const auto opened = steady_clock::now();
    first.open();
    ASSERT_TRUE(eventually_printed(follower, "one\ntwo\n")) << follower.err();
    const auto took = steady_clock::now() - opened;
    std::printf("a line is seen after %lld ms\n",
                static_cast<long long>(std::chrono::ceil<milliseconds>(took).count()));
    EXPECT_LT(took, std::chrono::seconds(5)) << "a loose bound: the machine may be busy";
    EXPECT_TRUE(follower.running());
    second.open();
    const auto end = follower.wait();
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_EQ(end.out, "one\ntwo\nthree\n");
    EXPECT_EQ(end.err, "");
}

TEST(Follow, KeepsEveryByteUpToTheCap) {
    DaemonFixture daemon;
    daemon.start();
    std::string bytes;
    for (int i = 0; bytes.size() < std::size_t{64} * 1024; ++i) {
        bytes.push_back(static_cast<char>(i * 7 + i / 251));
    }
    daemon.home().write("bytes", bytes);
    Gate gate(daemon.home().file("gate"));
    const std::string file = daemon.home().file("bytes");
    const auto run = start_running(
        daemon, "head -c 40000 " + file + "; " + gate.wait() + "; tail -c +40001 " + file);
    Process follower = follow(daemon, run);
    ASSERT_TRUE(eventually_printed(follower, bytes.substr(0, 40'000)));
    gate.open();
    const auto end = follower.wait();
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_TRUE(end.out == bytes) << "all of " << bytes.size() << ", got " << end.out.size();
    EXPECT_EQ(end.err, "");
}

TEST(Follow, GoesOnWithTheNextDaemonWithoutAByteTwice) {
    DaemonFixture daemon;
    daemon.start();
    Gate first(daemon.home().file("first"));
    Gate second(daemon.home().file("second"));
    Gate third(daemon.home().file("third"));
    const auto run =
        start_running(daemon, "echo one; " + first.wait() + "; echo two; " + second.wait() +
                                  "; echo three; " + third.wait() + "; echo four");
    Process follower = follow(daemon, run);
    ASSERT_TRUE(eventually_printed(follower, "one\n"));
    daemon.kill();
    first.open();
    ASSERT_TRUE(eventually([&] { return !follower.err().empty(); }));
    EXPECT_THAT(follower.err(), HasSubstr("the daemon is gone; waiting"));
    daemon.start();
    ASSERT_TRUE(eventually_printed(follower, "one\ntwo\n")) << follower.err();
    second.open();
    ASSERT_TRUE(eventually_printed(follower, "one\ntwo\nthree\n"));
    daemon.kill_and_restart();
    third.open();
    const auto end = follower.wait();
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_EQ(end.out, "one\ntwo\nthree\nfour\n");
}

TEST(Follow, TakesTheRestFromTheStoreWhereTheEndCameWithoutADaemon) {
    DaemonFixture daemon;
    daemon.start();
    Gate gate(daemon.home().file("gate"));
    const auto run = start_running(daemon, "echo one; " + gate.wait() + "; echo two; echo x >" +
                                               daemon.home().file("written"));
    Process follower = follow(daemon, run);
    ASSERT_TRUE(eventually_printed(follower, "one\n"));
    daemon.kill();
    gate.open();
    ASSERT_TRUE(eventually([&] { return daemon.home().read("written") == "x\n"; }));
    EXPECT_EQ(follower.out(), "one\n");
    daemon.start();
    const auto end = follower.wait();
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_EQ(end.out, "one\ntwo\n");
}

TEST(Follow, ServesTwoOfOneRunEachFromWhereItIs) {
    DaemonFixture daemon;
    daemon.start();
    Gate first(daemon.home().file("first"));
    Gate second(daemon.home().file("second"));
    const auto run = start_running(
        daemon, "echo one; " + first.wait() + "; echo two; " + second.wait() + "; echo three");
    Process early = follow(daemon, run);
    ASSERT_TRUE(eventually_printed(early, "one\n"));
    first.open();
    ASSERT_TRUE(eventually_printed(early, "one\ntwo\n"));
    Process late = follow(daemon, run);
    ASSERT_TRUE(eventually_printed(late, "one\ntwo\n"));
    second.open();
    EXPECT_EQ(early.wait().out, "one\ntwo\nthree\n");
    EXPECT_EQ(late.wait().out, "one\ntwo\nthree\n");
}

TEST(Follow, GoesOnOverRetries) {
    DaemonFixture daemon;
    daemon.start();
    Gate gate(daemon.home().file("gate"));
    const auto run = start_running(
        daemon, "echo this is $TASKSCHED_ATTEMPT; " + gate.wait() + "; test $TASKSCHED_ATTEMPT = 2",
        {"--retries", "3", "--backoff", "1s"});
    Process follower = follow(daemon, run);
    ASSERT_TRUE(eventually_printed(follower, "this is 1\n"));
    gate.open();
    const auto end = follower.wait();
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_EQ(end.out, "this is 1\nthis is 2\n");
    EXPECT_THAT(end.err, HasSubstr("run " + run + ": attempt 2"));
}

TEST(Follow, WaitsForTheStartOfAQueuedRun) {
    DaemonFixture daemon;
    daemon.configure("[slots]\ncommand = 1\n");
    daemon.start();
    Gate gate(daemon.home().file("gate"));
    start_running(daemon, gate.wait());
    const auto task = daemon.must({"schedule", "--in", "1s", "--", "/bin/echo", "at last"});
    ASSERT_TRUE(eventually_runs(daemon, task, "queued", 1));
    Process follower = follow(daemon, newest_run_of(daemon, task));
    gate.open();
    const auto end = follower.wait();
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_EQ(end.out, "at last\n");
}

TEST(Follow, OfARunThatIsOverIsAllOfItWithOrWithoutADaemon) {
    DaemonFixture daemon;
    daemon.start();
    const auto task = daemon.must({"schedule", "--in", "1s", "--shell", "printf 'a\\0b'"});
    ASSERT_TRUE(eventually_runs(daemon, task, "succeeded", 1));
    const auto run = newest_run_of(daemon, task);
    EXPECT_EQ(daemon.tasksched({"logs", run, "--follow"}).out, std::string("a\0b", 3));
    daemon.stop();
    const auto without = daemon.tasksched({"logs", run, "--follow"});
    EXPECT_EQ(without.exit_code, 0);
    EXPECT_EQ(without.out, std::string("a\0b", 3));
}

TEST(Follow, OfARunThatNobodyCarriesOutSaysSo) {
    DaemonFixture daemon;
    const auto task = daemon.must({"schedule", "--in", "1h", "--", "/bin/true"});
    const auto run = daemon.must({"run", task});
    const auto end = daemon.tasksched({"logs", run, "--follow"});
    EXPECT_EQ(end.exit_code, 75);
    EXPECT_EQ(end.out, "");
    EXPECT_THAT(end.err, HasSubstr("run " + run + " is queued and no daemon is running"));
}

TEST(Follow, EndsWithTheUsersInterrupt) {
    DaemonFixture daemon;
    daemon.start();
    Gate gate(daemon.home().file("gate"));
    const auto run = start_running(daemon, "echo one; " + gate.wait());
    Process follower = follow(daemon, run);
    ASSERT_TRUE(eventually_printed(follower, "one\n"));
    follower.signal(SIGINT);
    EXPECT_EQ(follower.wait().signal, SIGINT);
    EXPECT_EQ(daemon.must({"--json", "runs", "--state", "running"}).find("\"run_id\""), 1U)
        << "the run goes on";
}

TEST(Follow, SaysThatACrashHidTheEnd) {
    DaemonFixture daemon;
    daemon.start();
    Gate gate(daemon.home().file("gate"));
    const auto run = start_running(daemon, "echo one; " + gate.wait());
    Process follower = follow(daemon, run);
    ASSERT_TRUE(eventually_printed(follower, "one\n"));
    daemon.kill_supervisor();
    const auto end = follower.wait();
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_EQ(end.out, "one\n");
    EXPECT_THAT(end.err, HasSubstr("run " + run + " is unknown: a crash hid its end"));
}

TEST(Logs, ShowsWhatARunHasWrittenUpToNow) {
    DaemonFixture daemon;
    daemon.start();
    Gate gate(daemon.home().file("gate"));
    const auto run = start_running(daemon, "head -c 200000 /dev/zero; echo; echo here; echo x >" +
                                               daemon.home().file("written") + "; " + gate.wait());
    ASSERT_TRUE(eventually([&] { return daemon.home().read("written") == "x\n"; }));
    const auto shown = daemon.tasksched({"logs", run});
    EXPECT_EQ(shown.exit_code, 0);
    EXPECT_EQ(shown.out.size(), std::size_t{64} * 1024);
    EXPECT_TRUE(shown.out.ends_with("\nhere\n"));
    EXPECT_THAT(shown.err, HasSubstr("134470 bytes were left out after the first 32768"));
    EXPECT_THAT(shown.err, HasSubstr("that is its output up to now; --follow goes on"));
    const auto object = nlohmann::json::parse(daemon.must({"--json", "logs", run}));
    EXPECT_EQ(object.at("total_bytes"), 200'006);
    EXPECT_EQ(object.at("left_out_bytes"), 134'470);
    daemon.kill();
    const auto without = daemon.tasksched({"logs", run});
    EXPECT_EQ(without.exit_code, 0);
    EXPECT_EQ(without.out, "");
    EXPECT_THAT(without.err, HasSubstr("no daemon tells what it writes"));
}

TEST(Gateway, IsTheUsersAlone) {
    DaemonFixture daemon;
    daemon.start();
    struct stat status {};
    ASSERT_EQ(::stat((daemon.store_path() + "-gateway").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0600U);
    EXPECT_TRUE(S_ISSOCK(status.st_mode));
}

}  // namespace
}  // namespace tasksched::support
