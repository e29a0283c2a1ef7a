// Followers who are slow, or many, and commands that write much.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <utility>

#include "common/ipc/gateway_client.h"
#include "common/ipc/live_output.h"
#include "tests/integration/daemon/follower.h"
#include "tests/integration/daemon/gate.h"

namespace tasksched::support {
namespace {

/// How much a process may grow. A sanitizer keeps memory of its own for each byte of ours.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr std::int64_t kMostKib = 24 * 1024;
#else
constexpr std::int64_t kMostKib = 6 * 1024;
#endif

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::HasSubstr;

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

TEST(FollowLoad, ByAStoppedFollowerCostsNeitherTimeNorMemory) {
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
    EXPECT_LT(daemon_grown, kMostKib);
    EXPECT_LT(supervisor_grown, kMostKib);
    follower.signal(SIGCONT);
    const auto end = follower.wait();
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_TRUE(end.out.starts_with("begin\n"));
    EXPECT_TRUE(end.out.ends_with("end\n"));
    EXPECT_EQ(static_cast<std::int64_t>(end.out.size()) + left_out(end.err), kBytes + 10)
        << end.err;
    EXPECT_GE(end.out.size(), std::size_t{64} * 1024);
}

TEST(FollowLoad, ShowsABurstWholeThatIsMoreThanTheStoreKeeps) {
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

TEST(FollowLoad, OfMuchOutputShowsItOrSaysHowMuchIsLeftOut) {
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

/// Lets this process have that many descriptors open; false where it must not.
bool allow_descriptors(rlim_t count) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_max < count) {
        return false;
    }
    limit.rlim_cur = std::max(limit.rlim_cur, count);
    return ::setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

TEST(FollowLoad, IsRefusedClearlyWhereTooManyDoAndGoesOnWhenTheyHaveGone) {
    if (!allow_descriptors(3000)) {
        GTEST_SKIP() << "this process may not open enough connections";
    }
    DaemonFixture daemon;
    daemon.start();
    Gate gate(daemon.home().file("gate"));
    const auto run = start_running(daemon, "echo one; " + gate.wait() + "; echo two");
    int refused = 0;
    auto inside = knock(daemon, run, 2200, refused);
    EXPECT_EQ(inside.size(), 2048U);
    EXPECT_EQ(refused, 152);
    Process follower = follow(daemon, run);
    ASSERT_TRUE(eventually([&] { return !follower.err().empty(); }));
    EXPECT_THAT(follower.err(), HasSubstr("the daemon serves 2048 connections already"));
    inside.clear();
    EXPECT_TRUE(eventually_printed(follower, "one\n"));
    gate.open();
    const auto end = follower.wait();
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_EQ(end.out, "one\ntwo\n");
}

}  // namespace
}  // namespace tasksched::support
