// After an outage: what was missed is held until somebody decides, or made up in its turn.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <set>

#include "daemon/process/clock_sync.h"
#include "tests/integration/daemon/raw_store.h"
#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kAsk = "[daemon]\ncatch_up = \"ask\"\n";

/// Sets a task back as if it had been due so many seconds ago, and the daemon had not run since.
void set_back(const DaemonFixture& daemon, const std::string& task, std::int64_t seconds) {
    const std::string by = std::to_string(seconds);
    exec(daemon.store_path(),
         "UPDATE tasks SET next_run_at = unixepoch() - " + by +
             ", created_at = 0,"
             " start = CASE WHEN start IS NOT NULL THEN unixepoch() - " +
             by +
             " END,"
             " execute_datetime = CASE WHEN execute_datetime IS NOT NULL THEN unixepoch() - " +
             by + " END WHERE task_id = " + task);
}

std::vector<json> missed(const DaemonFixture& daemon) {
    return json_lines(daemon.must({"--json", "missed"}));
}

/// Waits until the tasks that are held are so many.
bool eventually_missed(const DaemonFixture& daemon, std::size_t tasks) {
    return eventually([&] { return missed(daemon).size() == tasks; });
}

json status(const DaemonFixture& daemon) {
    return json::parse(daemon.tasksched({"--json", "status"}).out);
}

/// A daemon that asks, and has found three tasks that missed something while it was down.
class Missed : public testing::Test {
  protected:
    void SetUp() override {
        daemon_.configure(kAsk);
        hourly_ = daemon_.must({"schedule", "--every", "1h", "--name", "hourly", "--shell",
                                "echo $TASKSCHED_SCHEDULED_FOR >>" + marks()});
        once_ = daemon_.must({"schedule", "--in", "1h", "--name", "once", "--", "/bin/true"});
        second_ = daemon_.must({"schedule", "--every", "1s", "--name", "second", "--catch-up",
                                "none", "--overlap", "allow", "--", "/bin/true"});
        set_back(daemon_, hourly_, 3 * 3600 + 1800);
        set_back(daemon_, once_, 86'400);
        set_back(daemon_, second_, 30L * 86'400);
        daemon_.start();
        ASSERT_TRUE(eventually_missed(daemon_, 3)) << daemon_.must({"missed"});
    }

    [[nodiscard]] std::string marks() const { return daemon_.home().file("marks"); }

    DaemonFixture daemon_;
    std::string hourly_;
    std::string once_;
    std::string second_;
};

TEST_F(Missed, IsHeldWhileWhatComesLaterGoesOn) {
    EXPECT_TRUE(eventually_runs(daemon_, second_, "succeeded", 3));
    const auto plans = missed(daemon_);
    EXPECT_EQ(plans[0].at("name"), "hourly");
    EXPECT_EQ(plans[0].at("count"), 4);
    EXPECT_EQ(plans[0].at("verdict"), "would run the latest");
    EXPECT_EQ(plans[1].at("verdict"), "would run it");
    EXPECT_EQ(plans[1].at("state"), "done");
    EXPECT_GE(plans[2].at("count").get<std::int64_t>(), 30L * 86'400);
    EXPECT_EQ(plans[2].at("verdict"), "would skip all (catch-up none)");
    EXPECT_TRUE(runs_of(daemon_, hourly_).empty());
    EXPECT_TRUE(runs_of(daemon_, once_).empty());
    EXPECT_EQ(count_runs(daemon_, second_, "skipped"), 0U);
    EXPECT_TRUE(eventually([&] {
        return daemon_.log().find("missed times that wait for a decision") != std::string::npos;
    }));
}

TEST_F(Missed, IsToldByStatusShowAndWhy) {
    const auto told = status(daemon_);
    EXPECT_EQ(told.at("missed_tasks"), 3);
    EXPECT_EQ(told.at("healthy"), false);
    EXPECT_THAT(told.at("problems").dump(), HasSubstr("3 tasks have missed times that wait"));
    EXPECT_EQ(json::parse(daemon_.must({"--json", "show", "hourly"})).at("missed").at("count"), 4);
    EXPECT_THAT(daemon_.must({"show", "hourly"}), HasSubstr("would run the latest"));
    EXPECT_THAT(daemon_.must({"why", "hourly"}), HasSubstr("waits for a decision"));
}

TEST_F(Missed, OutlivesTheDaemonAndASecondOutage) {
    daemon_.restart();
    EXPECT_EQ(missed(daemon_).size(), 3U);
    daemon_.stop();
    exec(daemon_.store_path(),
         "UPDATE tasks SET next_run_at = next_run_at - 2400, start = start + "
         "1200 WHERE task_id = " +
             hourly_);
    daemon_.start();
    ASSERT_TRUE(eventually([&] { return missed(daemon_)[0].at("count") == 5; }));
    EXPECT_EQ(json::parse(daemon_.must({"--json", "missed", "--run", "hourly"})),
              (json{{"tasks", 1}, {"runs", 1}, {"skipped", 4}}));
    ASSERT_TRUE(eventually_runs(daemon_, hourly_, "succeeded", 1));
}

TEST_F(Missed, RunsAsThePoliciesSayWhenItIsAsked) {
    EXPECT_EQ(daemon_.must({"missed", "--run", "hourly", "once"}), "tasks\t2\nruns\t2\nskipped\t3");
    ASSERT_TRUE(eventually_runs(daemon_, hourly_, "succeeded", 1));
    ASSERT_TRUE(eventually_runs(daemon_, once_, "succeeded", 1));
    const auto runs = runs_of(daemon_, hourly_);
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(count_runs(daemon_, hourly_, "skipped"), 1U);
    EXPECT_EQ(missed(daemon_).size(), 1U);
    EXPECT_EQ(daemon_.must({"missed", "--run", "hourly", "once"}), "tasks\t0\nruns\t0\nskipped\t0");
}

TEST_F(Missed, RunsAllOfThemOnceInTheirOrder) {
    daemon_.must({"missed", "--run", "--catch-up", "all", "hourly"});
    daemon_.restart();
    ASSERT_TRUE(eventually_runs(daemon_, hourly_, "succeeded", 4));
    const auto text = daemon_.home().read("marks");
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
        lines.push_back(text.substr(begin, text.find('\n', begin) - begin));
    }
    EXPECT_EQ(lines.size(), 4U) << text;
    EXPECT_TRUE(std::is_sorted(lines.begin(), lines.end())) << text;
    EXPECT_EQ(std::set<std::string>(lines.begin(), lines.end()).size(), 4U) << text;
}

TEST_F(Missed, IsSkippedForAllWhenThatIsAsked) {
    daemon_.must({"missed", "--skip"});
    EXPECT_TRUE(missed(daemon_).empty());
    daemon_.restart();
    EXPECT_TRUE(missed(daemon_).empty());
    const auto run = runs_of(daemon_, hourly_).at(0);
    EXPECT_EQ(run.at("state"), "skipped");
    EXPECT_EQ(run.at("reason"), "missed");
    EXPECT_EQ(run.at("count"), 4);
    EXPECT_EQ(runs_of(daemon_, once_).at(0).at("state"), "skipped");
    EXPECT_EQ(status(daemon_).at("missed_tasks"), 0);
}

TEST_F(Missed, IsDroppedWithItsTask) {
    daemon_.must({"cancel", "hourly", "once"});
    EXPECT_EQ(missed(daemon_).size(), 1U);
    EXPECT_EQ(runs_of(daemon_, once_).at(0).at("reason"), "task-cancelled");
}

TEST_F(Missed, RefusesWhatMakesNoSense) {
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"missed", "--run", "--skip"},
          {"missed", "--skip", "--catch-up", "all"},
          {"missed", "--catch-up", "all"},
          {"missed", "--run", "--catch-up", "some"}}) {
        EXPECT_EQ(daemon_.tasksched(words).exit_code, 2) << words.back();
    }
    EXPECT_EQ(daemon_.tasksched({"missed", "--run", "hourly", "nobody"}).exit_code, 3);
    EXPECT_EQ(missed(daemon_).size(), 3U);
}

TEST(MissedByPolicy, IsMadeUpInItsTurnAfterWhatComesInTime) {
    DaemonFixture daemon;
    constexpr int kTasks = 200;
    std::string batch;
    for (int i = 0; i < kTasks; ++i) {
        batch += R"({"every": "1h", "type": "command", "words": ["/bin/true"]})"
                 "\n";
    }
    daemon.home().write("batch", batch);
    daemon.must({"schedule", "--batch", daemon.home().file("batch")});
    exec(daemon.store_path(),
         "UPDATE tasks SET next_run_at = unixepoch() - 1800, start = unixepoch() - 1800");
    const auto in_time = daemon.must({"schedule", "--in", "1s", "--", "/bin/true"});
    daemon.start();
    ASSERT_TRUE(eventually_runs(daemon, in_time, "succeeded", 1));
    std::set<std::string> starts;
    std::size_t runs = 0;
    ASSERT_TRUE(eventually([&] {
        starts.clear();
        runs = 0;
        for (const json& run : json_lines(daemon.must({"--json", "runs", "--limit", "1000"}))) {
            if (std::to_string(run.at("task_id").get<int>()) != in_time) {
                starts.insert(run.at("not_before").get<std::string>());
                ++runs;
            }
        }
        return runs == kTasks;
    })) << runs;
    // A tenth of a second for each is 20 seconds.
    EXPECT_GE(starts.size(), 15U);
    EXPECT_LE(starts.size(), 22U);
    EXPECT_TRUE(eventually([&] {
        return daemon.log().find("is spread over 20s") != std::string::npos ||
               daemon.log().find("is spread over 21s") != std::string::npos;
    }));
    daemon.restart();
    EXPECT_TRUE(eventually([&] {
        return status(daemon).at("succeeded_last_day").get<std::size_t>() == kTasks + 1U;
    })) << status(daemon);
    for (const json& run : json_lines(daemon.must({"--json", "runs", "--limit", "1000"}))) {
        constexpr std::size_t kUpToSeconds = 19;
        EXPECT_GE(run.at("started_at").get<std::string>().substr(0, kUpToSeconds),
                  run.at("not_before").get<std::string>().substr(0, kUpToSeconds));
    }
}

TEST(MissedByPolicy, IsMadeUpAtOnceWhereItIsLittle) {
    DaemonFixture daemon;
    const auto task = daemon.must({"schedule", "--every", "1h", "--", "/bin/true"});
    set_back(daemon, task, 5400);
    daemon.start();
    ASSERT_TRUE(eventually_runs(daemon, task, "succeeded", 1));
    const auto runs = runs_of(daemon, task);
    EXPECT_EQ(runs.front().at("not_before"), runs.front().at("scheduled_for"));
}

TEST(MissedByPolicy, WaitsWhereTheClockMayBeFarAhead) {
    if (daemon::clock_is_synchronised()) {
        GTEST_SKIP() << "a time service keeps the clock of this machine right";
    }
    DaemonFixture daemon;
    const auto late = daemon.must({"schedule", "--every", "1h", "--", "/bin/true"});
    daemon.must({"run", late});
    daemon.start();
    ASSERT_TRUE(eventually_runs(daemon, late, "succeeded", 1));
    daemon.stop();
    exec(daemon.store_path(), "UPDATE runs SET created_at = created_at - 31 * 86400000000");
    set_back(daemon, late, 5400);
    const auto in_time = daemon.must({"schedule", "--every", "1s", "--", "/bin/true"});
    daemon.start();
    ASSERT_TRUE(eventually_runs(daemon, in_time, "succeeded", 2));
    EXPECT_EQ(runs_of(daemon, late).size(), 1U);
    EXPECT_NE(daemon.log().find("what was missed by it waits"), std::string::npos);
    daemon.restart();
    EXPECT_TRUE(eventually_runs(daemon, late, "succeeded", 2))
        << "the newest run is of now, by the clock that there is";
}

TEST(MissedByPolicy, TurnsToAskingAtAReload) {
    DaemonFixture daemon;
    daemon.start();
    daemon.configure(kAsk);
    daemon.signal(SIGHUP);
    ASSERT_TRUE(eventually([&] {
        return daemon.log().find("the configuration was read again") != std::string::npos;
    }));
    daemon.restart();
    EXPECT_TRUE(missed(daemon).empty());
    EXPECT_EQ(daemon.must({"missed"}), "");
}

}  // namespace
}  // namespace tasksched::support
