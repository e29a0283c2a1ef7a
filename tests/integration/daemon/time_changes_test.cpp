// The daemon where other zone rules, or another clock, make other times than those in the store.

#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>

#include "tests/integration/daemon/raw_store.h"
#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

/// A database with Europe/Paris alone, for the daemon of the test.
class Zones {
  public:
    explicit Zones(DaemonFixture& daemon) : file_(daemon.home().file("zones/Europe/Paris")) {
        std::filesystem::create_directories(std::filesystem::path(file_).parent_path());
        give_paris_the_rules_of("Europe/Paris");
        daemon.set_environment("TZDIR", daemon.home().file("zones"));
    }

    /// As a package does: a new file takes the place of the old one.
    void give_paris_the_rules_of(const std::string& zone) const {
        std::filesystem::copy_file("/usr/share/zoneinfo/" + zone, file_ + ".new");
        std::filesystem::rename(file_ + ".new", file_);
    }

  private:
    std::string file_;
};

bool comes_at(const DaemonFixture& daemon, const std::string& task, const std::string& time) {
    return eventually([&] { return next_run_at(daemon, task).find(time) != std::string::npos; });
}

std::string at_noon_in_paris(const DaemonFixture& daemon) {
    return daemon.must(
        {"schedule", "--cron", "0 12 15 1 *", "--tz", "Europe/Paris", "--", "/bin/true"});
}

TEST(TimeChanges, OfZonesMoveWhatIsToCome) {
    DaemonFixture daemon;
    const Zones zones(daemon);
    daemon.start();
    const auto task = at_noon_in_paris(daemon);
    EXPECT_TRUE(comes_at(daemon, task, "-01-15T12:00:00+01:00")) << next_run_at(daemon, task);
    zones.give_paris_the_rules_of("Asia/Tokyo");
    daemon.signal(SIGHUP);
    EXPECT_TRUE(comes_at(daemon, task, "-01-15T04:00:00+01:00")) << next_run_at(daemon, task);
    zones.give_paris_the_rules_of("America/New_York");
    daemon.signal(SIGHUP);
    EXPECT_TRUE(comes_at(daemon, task, "-01-15T18:00:00+01:00")) << next_run_at(daemon, task);
}

TEST(TimeChanges, OfZonesWhileTheDaemonIsDownAreSeenAtItsStart) {
    DaemonFixture daemon;
    const Zones zones(daemon);
    daemon.start();
    const auto task = at_noon_in_paris(daemon);
    ASSERT_EQ(daemon.stop().exit_code, 0);
    zones.give_paris_the_rules_of("Asia/Tokyo");
    daemon.start();
    EXPECT_TRUE(comes_at(daemon, task, "-01-15T04:00:00+01:00")) << next_run_at(daemon, task);
}

TEST(TimeChanges, OfTheClockWhileTheDaemonIsDownAreSeenAtItsStart) {
    DaemonFixture daemon;
    daemon.start();
    const auto often = daemon.must({"schedule", "--every", "1s", "--", "/bin/true"});
    const auto failing = daemon.must(
        {"schedule", "--in", "1s", "--retries", "1", "--backoff", "3s..3s", "--", "false"});
    ASSERT_TRUE(eventually_runs(daemon, often, "succeeded", 1));
    ASSERT_TRUE(eventually_runs(daemon, failing, "waiting", 1));
    daemon.kill();
    const std::size_t before = count_runs(daemon, often, "succeeded");
    // As a daemon leaves it that ran for a while with a clock five years ahead.
    exec(daemon.store_path(),
         "UPDATE tasks SET next_run_at = next_run_at + 5 * 31536000;"
         "UPDATE runs SET created_at = created_at + 5 * 31536000000000,"
         " next_attempt_at = next_attempt_at + 5 * 31536000000000");
    daemon.start();
    EXPECT_TRUE(eventually_runs(daemon, often, "succeeded", before + 2));
    EXPECT_TRUE(eventually_runs(daemon, failing, "failed", 1));
}

}  // namespace
}  // namespace tasksched::support
