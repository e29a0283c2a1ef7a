// What an exit status means for the next attempt, and what the user hears of it.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

/// The configuration by which each notice adds a line to the file `told`.
std::string notices_to(const DaemonFixture& daemon) {
    return "[notify]\ndefault = \"ops@example.org\"\ncommand = [\"/bin/sh\", \"-c\", \"head -n 1 "
           ">>" +
           daemon.home().file("told") + "\"]\n";
}

std::size_t lines_of(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// The words of a shell that exit with the nth of these statuses in the nth attempt.
std::string exit_with(const std::string& statuses) {
    return "set -- " + statuses + "; shift $((TASKSCHED_ATTEMPT - 1)); exit $1";
}

TEST(Retries, GiveUpAtAnExitStatusThatMeansIt) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1s", "--retries", "5", "--backoff", "1s..1s",
                                 "--give-up-on", "2,64-74", "--shell", exit_with("1 66 0")});
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    const auto run = runs_of(daemon, id).front();
    EXPECT_EQ(run.at("attempt"), 2) << "1 is tried again, 66 is not";
    EXPECT_EQ(run.at("exit_code"), 66);
    EXPECT_EQ(run.at("detail"), "exit status 66 is not tried again");
}

TEST(Retries, AreForTheExitStatusesAloneThatAreNamedAndFor75) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1s", "--retries", "5", "--backoff", "1s..1s",
                                 "--retry-on", "3", "--shell", exit_with("3 75 4 0")});
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    const auto run = runs_of(daemon, id).front();
    EXPECT_EQ(run.at("attempt"), 3);
    EXPECT_EQ(run.at("exit_code"), 4);
}

TEST(Retries, FollowTheTaskAsItStandsAtTheStartOfTheAttempt) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1h", "--retries", "5", "--backoff", "1s..1s",
                                 "--shell", wait_for_file(daemon.home().file("go")) + "; exit 5"});
    daemon.must({"run", id});
    ASSERT_TRUE(eventually_runs(daemon, id, "running", 1));
    daemon.must({"update", id, "--give-up-on", "5"});
    daemon.home().write("go", "");
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    EXPECT_EQ(runs_of(daemon, id).front().at("attempt"), 2);
}

TEST(Retries, AreNotForgottenByARestart) {
    DaemonFixture daemon;
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1s", "--retries", "1", "--backoff", "3s..3s",
                                 "--shell", exit_with("75 0")});
    ASSERT_TRUE(eventually_runs(daemon, id, "waiting", 1));
    const auto waiting = runs_of(daemon, id).front();
    daemon.kill_and_restart();
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    const auto run = runs_of(daemon, id).front();
    EXPECT_EQ(run.at("run_id"), waiting.at("run_id"));
    EXPECT_EQ(run.at("attempt"), 2);
    EXPECT_GE(run.at("started_at").get<std::string>(),
              waiting.at("next_attempt_at").get<std::string>())
        << "not before its time";
}

TEST(Retries, TellTheUserOnceAfterTheLast) {
    DaemonFixture daemon;
    daemon.configure(notices_to(daemon));
    daemon.start();
    const auto id = daemon.must(
        {"schedule", "--in", "1s", "--retries", "2", "--backoff", "1s..1s", "--shell", "exit 75"});
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    // A notice that comes later shows that there are no more of the first.
    const auto other = daemon.must({"schedule", "--in", "1s", "--shell", "exit 1"});
    ASSERT_TRUE(eventually([&] {
        return daemon.home().read("told").find("task " + other + ":") != std::string::npos;
    }));
    const std::string told = daemon.home().read("told");
    EXPECT_EQ(lines_of(told), 2U) << told;
    EXPECT_NE(told.find("failed in attempt 3: exit status 75"), std::string::npos) << told;
}

TEST(Retries, TellTheUserWhenTheDeadlineEndsThemWhileTheDaemonIsDown) {
    DaemonFixture daemon;
    daemon.configure(notices_to(daemon));
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1s", "--retries", "1", "--backoff", "2s..2s",
                                 "--deadline", "4s", "--shell", "exit 75"});
    ASSERT_TRUE(eventually_runs(daemon, id, "waiting", 1));
    daemon.kill();
    const auto over = std::chrono::system_clock::now() + std::chrono::seconds(4);
    ASSERT_TRUE(eventually([&] { return std::chrono::system_clock::now() > over; }));
    daemon.start();
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    EXPECT_EQ(runs_of(daemon, id).front().at("reason"), "deadline");
    ASSERT_TRUE(eventually([&] { return lines_of(daemon.home().read("told")) == 1; }));
    EXPECT_NE(daemon.home().read("told").find("its deadline was over"), std::string::npos);
}

}  // namespace
}  // namespace tasksched::support
