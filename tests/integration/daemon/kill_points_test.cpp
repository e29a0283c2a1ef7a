// kill -9 of the daemon, its supervisor or both at named points of a run's way, each found by the
// system call that stands there: no occurrence is lost, none is started twice, and where the daemon
// alone died each has its true end.
//
// TASKSCHED_TEST_ROUNDS sets how often each point is tried, TASKSCHED_TEST_SEED the seed of which
// of a burst of runs the kill falls into.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/integration/daemon/setting.h"
#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

constexpr int kCommands = 10;

/// What kill_at exits with where ptrace(2) is not permitted.
constexpr int kNotPermitted = 3;

enum class Of { kDaemon, kSupervisor };

/// A point on the way of runs: a system call of one of the two.
struct Point {
    const char* name;
    Of process;
    const char* syscall;
    const char* when;
    int turns;  ///< so many of them there are at least while the commands are carried out
};

constexpr std::array kPoints{
    Point{"between the commit of a claim and its order", Of::kDaemon, "sendto", "before", 2},
    Point{"between an order's sending and its reading", Of::kDaemon, "sendto", "after", 2},
    Point{"before an order is read", Of::kSupervisor, "recvfrom", "before", 3},
    Point{"between an order's reading and its launch", Of::kSupervisor, "vfork", "before", 10},
    Point{"between a launch and its report", Of::kSupervisor, "vfork", "after", 10},
    Point{"between a program's end and its report", Of::kSupervisor, "wait4", "after", 10},
    Point{"between the report of an end and its commit", Of::kDaemon, "fdatasync", "before", 3},
    Point{"between a commit and its acknowledgement", Of::kDaemon, "fdatasync", "after", 3},
};

enum class Victims { kDaemon, kSupervisor, kBoth };

std::string_view name_of(Victims victims) {
    switch (victims) {
        case Victims::kDaemon:
            return "the daemon";
        case Victims::kSupervisor:
            return "the supervisor";
        case Victims::kBoth:
            break;
    }
    return "both";
}

struct Tally {
    int kills = 0;
    int succeeded = 0;
    int unknown = 0;
    int lost = 0;
    int doubled = 0;
};

std::string counting_commands(const DaemonFixture& daemon) {
    const std::string count = "echo $TASKSCHED_TASK_ID >>" + daemon.home().file("marks");
    std::string batch;
    for (int i = 0; i < kCommands; ++i) {
        batch += nlohmann::json{{"in", "1s"}, {"shell", count}}.dump() + "\n";
    }
    return batch;
}

/// How often each task was started, by what its command wrote down.
std::map<std::string, int> starts_of_tasks(const DaemonFixture& daemon) {
    std::map<std::string, int> starts;
    std::istringstream marks(daemon.home().read("marks"));
    for (std::string task; std::getline(marks, task);) {
        ++starts[task];
    }
    return starts;
}

bool all_over(const DaemonFixture& daemon) {
    const auto is_empty = [&](std::vector<std::string> words) {
        words.insert(words.end(), {"--limit", "1"});
        return daemon.must(std::move(words)).empty();
    };
    return is_empty({"list", "--state", "active"}) && is_empty({"runs", "--state", "queued"}) &&
           is_empty({"runs", "--state", "running"}) && is_empty({"runs", "--state", "waiting"});
}

Process start_killer(const DaemonFixture& daemon, const Point& point, Victims victims, int turn) {
    const std::string daemon_pid = std::to_string(daemon.pid());
    const std::string supervisor_pid = std::to_string(daemon.supervisor_pid().value());
    std::vector<std::string> arguments{point.process == Of::kDaemon ? daemon_pid : supervisor_pid,
                                       point.syscall, point.when, std::to_string(turn)};
    if (victims != Victims::kSupervisor) {
        arguments.push_back(daemon_pid);
    }
    if (victims != Victims::kDaemon) {
        arguments.push_back(supervisor_pid);
    }
    ProcessSpec spec;
    spec.program = KILL_AT;
    spec.arguments = std::move(arguments);
    return Process(spec);
}

void count_ends(const DaemonFixture& daemon, Victims victims, Tally& tally) {
    const auto starts = starts_of_tasks(daemon);
    for (int number = 1; number <= kCommands; ++number) {
        const std::string task = std::to_string(number);
        const auto runs = runs_of(daemon, task);
        const int times = starts.contains(task) ? starts.at(task) : 0;
        tally.doubled += times > 1 || runs.size() > 1 ? 1 : 0;
        EXPECT_LE(times, 1) << "task " << task << " was started " << times << " times";
        if (runs.size() != 1) {
            ++tally.lost;
            ADD_FAILURE() << "task " << task << " has " << runs.size() << " runs";
            continue;
        }
        const std::string state = runs.front().at("state");
        tally.succeeded += state == "succeeded" ? 1 : 0;
        tally.unknown += state == "unknown" ? 1 : 0;
        if (victims == Victims::kDaemon || state != "unknown") {
            EXPECT_EQ(state, "succeeded") << "task " << task;
            EXPECT_EQ(times, 1) << "task " << task;
        }
    }
}

/// A burst of commands with a kill at the point's `turn`th time.
void try_point(const Point& point, Victims victims, int turn, Tally& tally) {
    SCOPED_TRACE(fmt::format("killed: {}, {}, turn {}", name_of(victims), point.name, turn));
    DaemonFixture daemon;
    daemon.start();
    Process killer = start_killer(daemon, point, victims, turn);
    ASSERT_TRUE(eventually([&] { return !killer.out().empty() || !killer.running(); }));
    daemon.must({"schedule", "--batch", "-"}, counting_commands(daemon));
    EXPECT_TRUE(eventually([&] { return !killer.running() || all_over(daemon); }));
    killer.signal(SIGTERM);
    const auto watched = killer.wait();
    if (watched.exit_code == kNotPermitted) {
        GTEST_SKIP() << "ptrace(2) is not permitted here";
    }
    tally.kills += watched.exit_code == 0 ? 1 : 0;
    if (victims != Victims::kSupervisor && watched.exit_code == 0) {
        daemon.kill();
        daemon.start();
    }
    EXPECT_TRUE(eventually([&] { return all_over(daemon); })) << daemon.log();
    count_ends(daemon, victims, tally);
    if (testing::Test::HasFailure()) {
        fmt::print("{}\n", daemon.log());
    }
}

class KillPoints : public testing::TestWithParam<Victims> {};

TEST_P(KillPoints, LoseNoOccurrenceAndStartNoneTwice) {
    const auto rounds = setting("TASKSCHED_TEST_ROUNDS", 1);
    const auto seed = setting("TASKSCHED_TEST_SEED", std::random_device{}());
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    Tally tally;
    for (std::int64_t round = 0; round < rounds; ++round) {
        for (const Point& point : kPoints) {
            const int turn = 1 + static_cast<int>(random() % static_cast<unsigned>(point.turns));
            try_point(point, GetParam(), turn, tally);
            if (HasFatalFailure() || IsSkipped()) {
                return;
            }
        }
    }
    fmt::print(
        "killed: {} seed={} points={} kills={} runs={} succeeded={} unknown={} lost={}"
        " doubled={}\n",
        name_of(GetParam()), seed, rounds * static_cast<std::int64_t>(kPoints.size()), tally.kills,
        rounds * static_cast<std::int64_t>(kPoints.size()) * kCommands, tally.succeeded,
        tally.unknown, tally.lost, tally.doubled);
    EXPECT_GT(tally.kills, 0);
}

INSTANTIATE_TEST_SUITE_P(Of, KillPoints,
                         testing::Values(Victims::kDaemon, Victims::kSupervisor, Victims::kBoth));

}  // namespace
}  // namespace tasksched::support
