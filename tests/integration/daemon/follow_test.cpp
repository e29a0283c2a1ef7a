// Output as it comes: `logs --follow` beside the real daemon and its supervisor.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdio>
#include <fstream>

#include "common/ipc/gateway_client.h"
#include "common/ipc/live_output.h"
#include "tests/integration/daemon/gate.h"
#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::HasSubstr;

/// Schedules a line of the shell that is due now, waits until it runs, and returns its run.
std::string start_running(const DaemonFixture& daemon, const std::string& line,
                          std::vector<std::string> options = {}) {
    std::vector<std::string> words{"schedule", "--in", "1s"};
    words.insert(words.end(), options.begin(), options.end());
    words.insert(words.end(), {"--shell", line});
    const auto task = daemon.must(words);
    EXPECT_TRUE(eventually_runs(daemon, task, "running", 1));
    return newest_run_of(daemon, task);
}

Process follow(const DaemonFixture& daemon, const std::string& run) {
    return Process(daemon.tasksched_spec({"logs", run, "--follow"}));
}

bool eventually_printed(const Process& follower, const std::string& text) {
    return eventually([&] { return follower.out() == text; });
}

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

/// A figure of /proc/PID/status, in KiB.
std::int64_t kib_of(pid_t pid, const std::string& name) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string word; status >> word;) {
        std::int64_t figure = 0;
        if (word == name + ":" && status >> figure) {
            return figure;
        }
    }
    ADD_FAILURE() << "no " << name << " of " << pid;
    return 0;
}

/// How many bytes the follower says were left out.
std::int64_t left_out(const std::string& err) {
    std::int64_t sum = 0;
    const std::string begin = ": ";
    for (std::size_t at = err.find(" bytes were left out"); at != std::string::npos;
         at = err.find(" bytes were left out", at + 1)) {
        const std::size_t from = err.rfind(begin, at) + begin.size();
        sum += std::stoll(err.substr(from, at - from));
    }
    return sum;
}

TEST(Follow, ByAStoppedFollowerCostsNeitherTimeNorMemory) {
    constexpr std::int64_t kBytes = 10'000'000;
    DaemonFixture daemon;
    daemon.start();
    Gate gate(daemon.home().file("gate"));
    const auto run = start_running(daemon, "echo begin; " + gate.wait() + "; head -c " +
                                               std::to_string(kBytes) + " /dev/zero; echo end");
    Process follower = follow(daemon, run);
    ASSERT_TRUE(eventually_printed(follower, "begin\n"));
    follower.signal(SIGSTOP);
    const pid_t supervisor = daemon.supervisor_pid().value_or(0);
    const std::int64_t daemon_before = kib_of(daemon.pid(), "VmHWM");
    const std::int64_t supervisor_before = kib_of(supervisor, "VmHWM");
    const auto opened = steady_clock::now();
    gate.open();
    ASSERT_TRUE(eventually([&] {
        return daemon.must({"--json", "runs", "--state", "succeeded"}).find("\"run_id\"") !=
               std::string::npos;
    }));
    const auto took = steady_clock::now() - opened;
    const std::int64_t daemon_grown = kib_of(daemon.pid(), "VmHWM") - daemon_before;
    const std::int64_t supervisor_grown = kib_of(supervisor, "VmHWM") - supervisor_before;
    std::printf("%lld bytes in %lld ms; daemon grew by %lld KiB, supervisor by %lld KiB\n",
                static_cast<long long>(kBytes),
                static_cast<long long>(std::chrono::ceil<milliseconds>(took).count()),
                static_cast<long long>(daemon_grown), static_cast<long long>(supervisor_grown));
    EXPECT_LT(daemon_grown, 6144);
    EXPECT_LT(supervisor_grown, 6144);
    follower.signal(SIGCONT);
    const auto end = follower.wait();
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_TRUE(end.out.starts_with("begin\n"));
    EXPECT_TRUE(end.out.ends_with("end\n"));
    EXPECT_EQ(static_cast<std::int64_t>(end.out.size()) + left_out(end.err), kBytes + 10)
        << end.err;
    EXPECT_GE(end.out.size(), std::size_t{64} * 1024);
}

TEST(Follow, ShowsABurstWholeThatIsMoreThanTheStoreKeeps) {
    DaemonFixture daemon;
    daemon.start();
    Gate gate(daemon.home().file("gate"));
    Gate last(daemon.home().file("last"));
    const auto run = start_running(
        daemon, "echo begin; " + gate.wait() + "; head -c 500000 /dev/zero; " + last.wait());
    Process follower = follow(daemon, run);
    ASSERT_TRUE(eventually_printed(follower, "begin\n"));
    gate.open();
    EXPECT_TRUE(eventually_printed(follower, "begin\n" + std::string(500'000, '\0')))
        << follower.out().size();
    last.open();
    const auto end = follower.wait();
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_EQ(end.err, "");
    EXPECT_EQ(end.out.size(), 500'006U);
}

TEST(Follow, OfMuchOutputShowsItOrSaysHowMuchIsLeftOut) {
    DaemonFixture daemon;
    daemon.start();
    Gate gate(daemon.home().file("gate"));
    const auto run = start_running(daemon, gate.wait() + "; seq 300000");
    Process follower = follow(daemon, run);
    gate.open();
    const auto end = follower.wait();
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_EQ(end.out.size() + static_cast<std::size_t>(left_out(end.err)), 1'988'895U);
    EXPECT_TRUE(end.out.starts_with("1\n2\n3\n"));
    EXPECT_TRUE(end.out.ends_with("299999\n300000\n"));
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

/// Connections of nobody's, each of which waits for output.
std::vector<ipc::GatewayClient> knock(const DaemonFixture& daemon, const std::string& run,
                                      int count, int& refused) {
    std::vector<ipc::GatewayClient> inside;
    const ipc::Request request{std::string(ipc::kOutputVerb),
                               ipc::encode(ipc::OutputRequest{.run = {std::stoll(run)}})};
    for (int i = 0; i < count; ++i) {
        auto client = ipc::GatewayClient::connect(daemon.store_path() + "-gateway");
        if (!client) {
            ADD_FAILURE() << client.error().message;
            continue;
        }
        const auto answer = client->ask(request, kPatience);
        if (answer && *answer) {
            inside.push_back(std::move(*client));
        } else if (!answer) {
            ++refused;
        }
    }
    return inside;
}

TEST(Follow, IsRefusedClearlyWhereTooManyDoAndGoesOnWhenTheyHaveGone) {
    DaemonFixture daemon;
    daemon.start();
    Gate gate(daemon.home().file("gate"));
    const auto run = start_running(daemon, "echo one; " + gate.wait() + "; echo two");
    int refused = 0;
    auto inside = knock(daemon, run, 500, refused);
    EXPECT_EQ(inside.size(), 256U);
    EXPECT_EQ(refused, 244);
    Process follower = follow(daemon, run);
    ASSERT_TRUE(eventually([&] { return !follower.err().empty(); }));
    EXPECT_THAT(follower.err(), HasSubstr("the daemon serves 256 connections already"));
    inside.clear();
    EXPECT_TRUE(eventually_printed(follower, "one\n"));
    gate.open();
    const auto end = follower.wait();
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_EQ(end.out, "one\ntwo\n");
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
