// A daemon whose store fails: every hundredth write, syncs at random, all of it for a while, or at
// a call that ends the daemon. In the end every occurrence has exactly one true record.
//
// TASKSCHED_TEST_RUNS sets how many runs there are at the least, TASKSCHED_TEST_SEED the seed of
// what happens at random.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/integration/daemon/account.h"
#include "tests/integration/daemon/setting.h"
#include "tests/support/faults/fault_plan.h"

namespace tasksched::support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count_in(const std::string& text, std::string_view word) {
    std::size_t count = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        ++count;
    }
    return count;
}

class StoreFaults : public testing::Test {
  protected:
    StoreFaults() {
        daemon_.set_program("faulty_daemon");
        daemon_.set_environment("TASKSCHED_TEST_FAULTS", plan_file_);
    }

    /// Schedules as many tasks as make the runs in some fifteen seconds, or, where they would be
    /// too many for a second, later.
    void schedule_tasks() {
        for (std::int64_t i = 0; i < std::clamp<std::int64_t>(runs_ / 15, 10, 100); ++i) {
            tasks_.push_back(schedule_marking(daemon_, daemon_.home().file("marks")));
        }
    }

    [[nodiscard]] bool enough_runs() const {
        const auto status = daemon_.tasksched({"--json", "status"});
        return nlohmann::json::parse(status.out).value("succeeded_last_day", std::int64_t{0}) >=
               runs_;
    }

    /// Ends all that is under way without faults, and tells what the store says.
    Account settle(std::string_view what, std::int64_t faults) {
        plan_.disarm();
        for (const std::string& task : tasks_) {
            EXPECT_TRUE(eventually_runs(daemon_, task, "succeeded", 1)) << "task " << task;
        }
        for (const std::string& task : tasks_) {
            daemon_.must({"pause", task});
        }
        EXPECT_TRUE(
            eventually([&] { return nothing_is_under_way(daemon_); }, std::chrono::minutes(2)));
        daemon_.stop();
        const Account account(daemon_, tasks_, daemon_.home().read("marks"));
        fmt::print("{}: seed={} faults={} due={} succeeded={} unknown={} lost={} doubled={}\n",
                   what, seed_, faults, account.occurrences(), account.count("succeeded"),
                   account.count("unknown"), account.lost(), account.doubled());
        return account;
    }

    DaemonFixture daemon_;
    std::string plan_file_ = daemon_.home().file("faults");
    FaultPlan& plan_ = shared_plan(plan_file_.c_str());
    std::vector<std::string> tasks_;
    std::int64_t runs_ = setting("TASKSCHED_TEST_RUNS", 300);
    std::uint64_t seed_ =
        static_cast<std::uint64_t>(setting("TASKSCHED_TEST_SEED", std::random_device{}()));
};

TEST_F(StoreFaults, OfEveryHundredthWriteLoseAndDoubleNothing) {
    daemon_.start();
    plan_.arm({.calls = kWriteCall, .nth = 100, .every = 100});
    schedule_tasks();
    ASSERT_TRUE(eventually([&] { return daemon_.tasksched({"status"}).exit_code == 1; }));
    EXPECT_THAT(daemon_.tasksched({"status"}).out, HasSubstr("writing failed"));
    EXPECT_TRUE(eventually([&] { return enough_runs(); }, std::chrono::minutes(5)));
    const auto faults = plan_.struck();
    EXPECT_GT(faults, 0);
    const Account account = settle("every hundredth write", faults);
    EXPECT_EQ(account.count("unknown"), 0);
}

TEST_F(StoreFaults, OfSyncsAtRandomLoseAndDoubleNothing) {
    daemon_.start();
    plan_.arm({.calls = kSyncCall, .one_in = 3, .seed = seed_});
    schedule_tasks();
    EXPECT_TRUE(eventually([&] { return enough_runs(); }, std::chrono::minutes(5)));
    const auto faults = plan_.struck();
    EXPECT_GT(faults, 0);
    const Account account = settle("a third of all syncs", faults);
    EXPECT_EQ(account.count("unknown"), 0);
}

TEST_F(StoreFaults, OfSyncsUnderKillsLoseAndDoubleNothing) {
    const std::int64_t kills = std::clamp<std::int64_t>(runs_ / 20, 10, 200);
    std::mt19937_64 random(seed_);
    daemon_.start();
    schedule_tasks();
    std::int64_t faults = 0;
    for (std::int64_t i = 0; i < kills; ++i) {
        plan_.arm({.calls = kSyncCall, .one_in = 2, .seed = seed_ + static_cast<unsigned>(i)});
        const std::chrono::milliseconds moment(random() % 800);
        EXPECT_FALSE(eventually([&] { return !daemon_.running(); }, moment)) << daemon_.log();
        daemon_.kill();
        faults += plan_.struck();
        daemon_.launch();
    }
    const Account account = settle(fmt::format("half of all syncs, and {} kills", kills), faults);
    EXPECT_EQ(account.count("unknown"), 0);
}

TEST_F(StoreFaults, ThatEndTheDaemonAtAnyCallLoseAndDoubleNothing) {
    const std::int64_t crashes = std::clamp<std::int64_t>(runs_ / 20, 10, 500);
    std::mt19937_64 random(seed_);
    daemon_.start();
    schedule_tasks();
    for (std::int64_t i = 0; i < crashes; ++i) {
        plan_.arm({.nth = static_cast<std::int64_t>(random() % 200) + 1,
                   .outcome = random() % 2 == 0 ? FaultOutcome::kCrashHalfway
                                                : FaultOutcome::kCrashAfterwards});
        ASSERT_TRUE(eventually([&] { return !daemon_.running(); })) << daemon_.log();
        plan_.disarm();
        daemon_.kill();
        daemon_.launch();
    }
    const Account account = settle(fmt::format("{} crashes in a call", crashes), crashes);
    EXPECT_EQ(account.count("unknown"), 0);
}

TEST_F(StoreFaults, AreToldByStatusAndOnceByTheLog) {
    daemon_.start();
    const auto flag = daemon_.home().file("flag");
    const auto id = daemon_.must({"schedule", "--in", "1s", "--shell", wait_for_file(flag)});
    ASSERT_TRUE(eventually_runs(daemon_, id, "running", 1));
    EXPECT_EQ(daemon_.tasksched({"status"}).exit_code, 0);
    plan_.arm({.calls = kWriteCall, .every = 1, .system_error = ENOSPC});
    daemon_.home().write("flag", "");
    ASSERT_TRUE(eventually([&] {
        return nlohmann::json::parse(daemon_.tasksched({"--json", "status"}).out)
                   .at("held_records") == 1;
    }));
    const auto status = daemon_.tasksched({"status"});
    EXPECT_EQ(status.exit_code, 1);
    EXPECT_EQ(status.err, "");
    EXPECT_THAT(status.out, HasSubstr("\nheld_records\t1\n"));
    EXPECT_THAT(status.out, HasSubstr("\nproblem\tthe daemon cannot write to the store since "));
    EXPECT_THAT(status.out, HasSubstr("no space left for it"));
    EXPECT_THAT(status.out, Not(HasSubstr("\nstore_failing_since\t-\n")));
    const auto tries = plan_.struck();
    ASSERT_TRUE(eventually([&] { return plan_.struck() > tries + 3; })) << "it tries on";
    EXPECT_EQ(count_in(daemon_.log(), " error "), 1U) << daemon_.log();
    EXPECT_EQ(count_in(daemon_.log(), "the store cannot be written: "), 1U) << daemon_.log();

    plan_.disarm();
    ASSERT_TRUE(eventually_runs(daemon_, id, "succeeded", 1));
    ASSERT_TRUE(eventually([&] { return daemon_.tasksched({"status"}).exit_code == 0; }));
    EXPECT_EQ(count_in(daemon_.log(), "the store works again: "), 1U);
    EXPECT_THAT(daemon_.log(), HasSubstr("what became of 1 runs had to wait"));
}

TEST_F(StoreFaults, KeepNoDaemonFromItsStop) {
    daemon_.configure("[daemon]\ngrace = \"1s\"\n");
    daemon_.start();
    const auto flag = daemon_.home().file("flag");
    const auto id =
        daemon_.must({"schedule", "--in", "1s", "--shell", wait_for_file(flag) + "; exit 7"});
    ASSERT_TRUE(eventually_runs(daemon_, id, "running", 1));
    plan_.arm({.every = 1});
    daemon_.home().write("flag", "");
    ASSERT_TRUE(eventually([&] { return plan_.struck() > 0; }));
    EXPECT_EQ(daemon_.stop().exit_code, 0);
    plan_.disarm();
    daemon_.start();
    ASSERT_TRUE(eventually_runs(daemon_, id, "failed", 1));
    EXPECT_EQ(runs_of(daemon_, id).front().at("exit_code"), 7);
}

TEST_F(StoreFaults, KeepADaemonWaitingAtItsStart) {
    daemon_.start();
    daemon_.stop();
    plan_.arm({.calls = kWriteCall | kSyncCall, .every = 1});
    daemon_.launch();
    ASSERT_TRUE(eventually([&] { return plan_.struck() > 2; }));
    EXPECT_TRUE(daemon_.running());
    EXPECT_EQ(count_in(daemon_.log(), "trying again every second"), 1U);
    plan_.disarm();
    const auto id = daemon_.must({"schedule", "--in", "1s", "--", "/bin/true"});
    EXPECT_TRUE(eventually_runs(daemon_, id, "succeeded", 1));
}

}  // namespace
}  // namespace tasksched::support
