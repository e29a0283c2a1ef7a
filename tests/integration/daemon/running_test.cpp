// The way of a task through command, store and daemon, with the real programs.

#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <ctime>

#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

/// RFC 3339 with microseconds and an offset of Z, as the command prints it for TZ=UTC.
double seconds_of(const std::string& text) {
    std::tm date{};
    const char* rest = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &date);
    EXPECT_NE(rest, nullptr) << text;
    const double fraction = rest != nullptr && *rest == '.' ? std::strtod(rest, nullptr) : 0.0;
    return static_cast<double>(::timegm(&date)) + fraction;
}

TEST(Running, RunsAOneOffAtItsSecond) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "2s", "--", "/bin/echo", "hello"});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    const auto run = runs_of(daemon, id).front();
    const double late = seconds_of(run.at("started_at")) - seconds_of(run.at("scheduled_for"));
    EXPECT_GE(late, 0.0) << "never early";
    EXPECT_LT(late, 5.0) << "a loose bound: the machine may be busy; see tests/bench for figures";
    EXPECT_EQ(run.at("exit_code"), 0);
    EXPECT_EQ(daemon.must({"logs", std::to_string(run.at("run_id").get<int>())}), "hello");
    EXPECT_NE(daemon.must({"show", id}).find("done"), std::string::npos);
}

TEST(Running, RecordsTheExitCodeOfAFailure) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1s", "--shell", "echo oops >&2; exit 3"});
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    const auto run = runs_of(daemon, id).front();
    EXPECT_EQ(run.at("exit_code"), 3);
    EXPECT_EQ(daemon.must({"logs", std::to_string(run.at("run_id").get<int>())}), "oops");
}

TEST(Running, TriesAFailedRunAgainAsOftenAsAllowed) {
    DaemonFixture daemon;
    daemon.start();
    const auto marks = daemon.home().file("marks");
    const auto id = daemon.must({"schedule", "--in", "1s", "--retries", "2", "--backoff", "1s",
                                 "--shell", "echo $TASKSCHED_ATTEMPT >>" + marks + "; false"});
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    EXPECT_EQ(daemon.home().read("marks"), "1\n2\n3\n");
    EXPECT_EQ(runs_of(daemon, id).front().at("attempt"), 3);
}

TEST(Running, WakesForATaskThatIsDueEarlierThanAllOthers) {
    DaemonFixture daemon;
    daemon.must({"schedule", "--in", "1h", "--", "/bin/true"});
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1s", "--", "/bin/true"});
    EXPECT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
}

TEST(Running, NoticesATaskWhoseWakeWasLost) {
    DaemonFixture daemon;
    daemon.start();
    // Without its runtime directory the command finds no socket to send the wake to.
    auto spec = daemon.tasksched_spec({"schedule", "--in", "1s", "--", "/bin/true"});
    spec.environment["TASKSCHED_RUNTIME_DIR"] = daemon.home().file("elsewhere");
    const auto scheduled = run(spec);
    ASSERT_EQ(scheduled.exit_code, 0) << scheduled.err;
    const auto id = scheduled.out.substr(0, scheduled.out.find('\n'));
    EXPECT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
}

TEST(Running, KeepsTheOrderOfTasksThatAreDueOneAfterAnother) {
    DaemonFixture daemon;
    daemon.start();
    const auto marks = daemon.home().file("marks");
    std::string last;
    for (const char* when : {"3s", "1s", "2s"}) {
        last = daemon.must(
            {"schedule", "--in", when, "--shell", "echo " + std::string(when) + " >>" + marks});
    }
    ASSERT_TRUE(eventually([&] { return daemon.home().read("marks").size() == 9; }));
    EXPECT_EQ(daemon.home().read("marks"), "1s\n2s\n3s\n");
}

TEST(Running, DoesNotRunATaskThatWasCancelledBefore) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "2s", "--", "/bin/true"});
    daemon.must({"cancel", id});
    const auto later = daemon.must({"schedule", "--in", "3s", "--", "/bin/true"});
    ASSERT_TRUE(eventually_runs(daemon, later, "succeeded", 1));
    EXPECT_TRUE(runs_of(daemon, id).empty());
}

TEST(Running, RunsATaskAtItsNewTimeAfterAnUpdate) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1h", "--", "/bin/echo", "old"});
    daemon.must({"update", id, "--in", "1s", "--", "/bin/echo", "new"});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    const auto run = runs_of(daemon, id).front();
    EXPECT_EQ(daemon.must({"logs", std::to_string(run.at("run_id").get<int>())}), "new");
    EXPECT_EQ(runs_of(daemon, id).size(), 1U);
}

TEST(Running, HoldsAPausedTaskAndGoesOnAfterResume) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = daemon.must({"schedule", "--every", "1s", "--", "/bin/true"});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    daemon.must({"pause", id});
    const auto held = runs_of(daemon, id).size();
    const auto other = daemon.must({"schedule", "--in", "3s", "--", "/bin/true"});
    ASSERT_TRUE(eventually_runs(daemon, other, "succeeded", 1));
    EXPECT_LE(runs_of(daemon, id).size(), held + 1) << "one may have been claimed before";
    daemon.must({"resume", id});
    EXPECT_TRUE(eventually_runs(daemon, id, "succeeded", held + 2));
}

TEST(Running, EndsARunThatIsKilled) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1s", "--", "/bin/sleep", "1000"});
    ASSERT_TRUE(eventually_runs(daemon, id, "running", 1));
    const auto run_id = runs_of(daemon, id).front().at("run_id").get<int>();
    daemon.must({"kill", std::to_string(run_id)});
    ASSERT_TRUE(eventually_runs(daemon, id, "cancelled", 1));
    EXPECT_EQ(runs_of(daemon, id).front().at("reason"), "killed");
}

TEST(Running, EndsARunThatTakesLongerThanItsTimeout) {
    DaemonFixture daemon;
    daemon.start();
    const auto id =
        daemon.must({"schedule", "--in", "1s", "--timeout", "1s", "--", "/bin/sleep", "1000"});
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    EXPECT_EQ(runs_of(daemon, id).front().at("reason"), "timeout");
}

TEST(Running, SkipsAnOccurrenceWhoseRunBeforeIsNotOver) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = daemon.must({"schedule", "--every", "1s", "--", "/bin/sleep", "1000"});
    ASSERT_TRUE(eventually_runs(daemon, id, "skipped", 1));
    EXPECT_EQ(count_runs(daemon, id, "running"), 1U);
    EXPECT_EQ(runs_of(daemon, id).front().at("reason"), "overlap");
}

TEST(Running, CountsAPeriodFromTheEndOfTheRun) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = daemon.must(
        {"schedule", "--every", "1s", "--after-finish", "--count", "2", "--", "/bin/true"});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 2));
    EXPECT_TRUE(eventually([&] {
        return daemon.must({"show", id}).find("done") != std::string::npos;
    }));
}

TEST(Running, GoesOnFromTheEndOfARunAlsoWhereItsTaskWasChangedMeanwhile) {
    DaemonFixture daemon;
    daemon.start();
    const auto id =
        daemon.must({"schedule", "--every", "1s", "--after-finish", "--", "/bin/sleep", "2"});
    ASSERT_TRUE(eventually_runs(daemon, id, "running", 1));
    daemon.must({"update", id, "--priority", "3"});
    EXPECT_TRUE(eventually_runs(daemon, id, "succeeded", 2));
}

TEST(Running, CarriesOutAnExtraRunAndExitsWithItsCode) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1h", "--shell", "exit 7"});
    EXPECT_EQ(daemon.tasksched({"run", id, "--wait"}).exit_code, 7);
    const auto run = runs_of(daemon, id).front();
    EXPECT_EQ(run.at("state"), "failed");
    EXPECT_TRUE(run.at("scheduled_for").is_null());
}

TEST(Running, CarriesOutAFailedRunAgainOnRetry) {
    DaemonFixture daemon;
    daemon.start();
    const auto flag = daemon.home().file("flag");
    const auto id = daemon.must({"schedule", "--in", "1s", "--shell", "test -e " + flag});
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    daemon.home().write("flag", "");
    daemon.must({"retry", std::to_string(runs_of(daemon, id).front().at("run_id").get<int>())});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    EXPECT_EQ(runs_of(daemon, id).front().at("attempt"), 2);
}

TEST(Running, RunsAnAtRebootTaskOnceABoot) {
    DaemonFixture daemon;
    const auto id = daemon.must({"schedule", "--cron", "@reboot", "--", "/bin/true"});
    daemon.start();
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    daemon.restart();
    const auto later = daemon.must({"schedule", "--in", "1s", "--", "/bin/true"});
    ASSERT_TRUE(eventually_runs(daemon, later, "succeeded", 1));
    EXPECT_EQ(runs_of(daemon, id).size(), 1U);
}

TEST(Running, TellsOfAFailureByTheNotifyCommand) {
    DaemonFixture daemon;
    const auto told = daemon.home().file("told");
    daemon.configure(
        "[notify]\ndefault = \"ops@example.org\"\ncommand = [\"/bin/sh\", \"-c\", "
        "\"(echo $TASKSCHED_NOTIFY; cat) >" +
        told + ".new; mv " + told + ".new " + told + "\"]\n");
    daemon.start();
    const auto id = daemon.must(
        {"schedule", "--in", "1s", "--name", "backup", "--shell", "echo no space; exit 4"});
    ASSERT_TRUE(eventually([&] { return !daemon.home().read("told").empty(); }));
    const auto text = daemon.home().read("told");
    EXPECT_EQ(text.find("ops@example.org\n"), 0U) << text;
    EXPECT_NE(text.find("task " + id + " (backup)"), std::string::npos) << text;
    EXPECT_NE(text.find("no space"), std::string::npos) << text;
}

}  // namespace
}  // namespace tasksched::support
