// kill -9 of the daemon, its supervisor or both at random moments under a load of short runs: in
// the end every occurrence stands in the store exactly once, and none was started twice. What a
// daemon's death alone interrupted has its true end.
//
// TASKSCHED_TEST_KILLS sets the number of kills, TASKSCHED_TEST_SEED the seed of the moments.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <random>
#include <set>

#include "tests/integration/daemon/setting.h"
#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

constexpr int kTasks = 20;

/// How often each occurrence was started, by what the commands themselves wrote down.
std::map<std::string, int> starts_in(const std::string& marks) {
    std::map<std::string, int> starts;
    for (std::size_t begin = 0; begin < marks.size();) {
        const std::size_t end = std::min(marks.find('\n', begin), marks.size());
        ++starts[marks.substr(begin, end - begin)];
        begin = end + 1;
    }
    return starts;
}

std::int64_t epoch_of(const std::string& text) {
    std::tm date{};
    EXPECT_NE(::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &date), nullptr) << text;
    return ::timegm(&date);
}

/// What the store says of all tasks' runs, held against what the commands wrote down.
class Account {
  public:
    Account(const DaemonFixture& daemon, const std::vector<std::string>& tasks) {
        const auto starts = starts_in(daemon.home().read("marks"));
        for (const std::string& task : tasks) {
            add_task(task, runs_of(daemon, task), starts);
        }
        for (const auto& [key, count] : starts) {
            EXPECT_TRUE(known_.contains(key)) << key << " was started without a record";
        }
    }

    [[nodiscard]] int count(const std::string& state) const {
        const auto found = states_.find(state);
        return found == states_.end() ? 0 : found->second;
    }
    [[nodiscard]] std::size_t occurrences() const { return known_.size(); }
    [[nodiscard]] std::int64_t lost() const { return lost_; }
    [[nodiscard]] std::int64_t doubled() const { return doubled_; }

  private:
    void add_task(const std::string& task, const std::vector<nlohmann::json>& runs,
                  const std::map<std::string, int>& starts) {
        std::set<std::int64_t> occurrences;
        for (const auto& run : runs) {
            const std::string state = run.at("state");
            const std::int64_t at = epoch_of(run.at("scheduled_for"));
            EXPECT_TRUE(occurrences.insert(at).second) << "task " << task << " twice at " << at;
            ++states_[state];
            const std::string key = fmt::format("{} {}", task, at);
            known_.insert(key);
            const auto started = starts.find(key);
            const int times = started == starts.end() ? 0 : started->second;
            EXPECT_LE(times, 1) << key << " was started " << times << " times";
            doubled_ += times > 1 ? 1 : 0;
            if (state == "succeeded") {
                EXPECT_EQ(times, 1) << key << " succeeded without a start";
            } else {
                EXPECT_EQ(state, "unknown") << key;
            }
        }
        ASSERT_FALSE(occurrences.empty());
        const std::int64_t lost = *occurrences.rbegin() - *occurrences.begin() + 1 -
                                  static_cast<std::int64_t>(occurrences.size());
        EXPECT_EQ(lost, 0) << "task " << task << " lacks seconds";
        lost_ += lost;
    }

    std::map<std::string, int> states_;
    std::set<std::string> known_;
    std::int64_t lost_ = 0;
    std::int64_t doubled_ = 0;
};

bool nothing_is_under_way(const DaemonFixture& daemon) {
    for (const char* state : {"queued", "running", "waiting"}) {
        if (!daemon.must({"--json", "runs", "--state", state, "--limit", "1"}).empty()) {
            return false;
        }
    }
    return true;
}

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
        tasks.push_back(daemon.must(
            {"schedule", "--every", "1s", "--overlap", "allow", "--catch-up", "all", "--shell",
             "echo $TASKSCHED_TASK_ID $(date -d $TASKSCHED_SCHEDULED_FOR +%s) >>" + marks +
                 (i % 2 == 0 ? "; sleep 0.1" : "")}));
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
    Account account(daemon, tasks);
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
