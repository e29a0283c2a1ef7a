// A full disk, on a small tmpfs of its own: the test program is started in a mount namespace (see
// CMakeLists.txt), so it needs no rights and leaves nothing behind.
//
// TASKSCHED_TEST_RUNS sets how many runs there are at the least, TASKSCHED_TEST_SEED the seed of
// how long the disk stays full.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include "common/ipc/store_trouble.h"
#include "tests/integration/daemon/account.h"
#include "tests/integration/daemon/setting.h"

namespace tasksched::support {
namespace {

/// Takes all that is left on the file system of `path`, into that file.
void fill_disk(const std::string& path) {
    std::ofstream file(path, std::ios::binary);
    const std::string block(512, 'x');
    while (file.write(block.data(), static_cast<std::streamsize>(block.size())) && file.flush()) {
    }
}

/// A daemon on a small disk of its own, which the test fills; what the commands write down is on
/// another one.
class DiskFull : public testing::Test {
  protected:
    void SetUp() override {
        // Room for the records of the runs, and little more.
        const std::string options = fmt::format("size={}k,mode=0700", 4096 + 4 * runs_);
        ASSERT_EQ(::mount("tasksched-test", disk().c_str(), "tmpfs", 0, options.c_str()), 0)
            << "this test needs a mount namespace of its own";
        daemon_.start();
    }
    void TearDown() override { ::umount2(disk().c_str(), MNT_DETACH); }

    [[nodiscard]] const std::string& disk() const { return daemon_.home().path(); }

    /// Fills the disk until the daemon says that it cannot write.
    void fill() {
        fill_disk(ballast_);
        ASSERT_TRUE(eventually(
            [&] {
                const auto trouble = ipc::read_trouble(daemon_.pid());
                return trouble && trouble->down;
            },
            std::chrono::minutes(1)));
    }
    void make_room() { std::filesystem::remove(ballast_); }

    /// How many runs have succeeded, by the log: to ask the store all the time would keep its log
    /// from being written from the beginning.
    [[nodiscard]] std::int64_t succeeded() const {
        const std::string log = daemon_.log();
        std::int64_t count = 0;
        for (auto at = log.find("state=succeeded"); at != std::string::npos;
             at = log.find("state=succeeded", at + 1)) {
            ++count;
        }
        return count;
    }

    std::int64_t runs_ = setting("TASKSCHED_TEST_RUNS", 300);
    DaemonFixture daemon_;
    TemporaryHome elsewhere_;
    std::string marks_ = elsewhere_.file("marks");
    std::string ballast_ = daemon_.home().file("ballast");
};

TEST_F(DiskFull, RefusesWhatCannotBeStoredInOneLine) {
    const auto before = daemon_.must({"list", "--all"});
    fill_disk(ballast_);
    const auto refused = daemon_.tasksched({"schedule", "--in", "1h", "--", "/bin/true"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_NE(refused.err.find("no space"), std::string::npos) << refused.err;
    EXPECT_EQ(std::count(refused.err.begin(), refused.err.end(), '\n'), 1) << refused.err;
    EXPECT_TRUE(refused.out.empty()) << "nothing is acknowledged that is not stored";
    make_room();
    EXPECT_EQ(daemon_.must({"list", "--all"}), before);
}

TEST_F(DiskFull, AgainAndAgainLosesAndDoublesNothing) {
    const auto seed = setting("TASKSCHED_TEST_SEED", std::random_device{}());
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    std::vector<std::string> tasks;
    for (std::int64_t i = 0; i < std::clamp<std::int64_t>(runs_ / 15, 10, 20); ++i) {
        tasks.push_back(schedule_marking(daemon_, marks_));
    }
    std::int64_t fillings = 0;
    for (; succeeded() < runs_ || fillings < 3; ++fillings) {
        fill();
        // Where the log has room of its own, some writes succeed in between.
        EXPECT_TRUE(eventually([&] {
            const auto status = daemon_.tasksched({"status"});
            EXPECT_EQ(status.exit_code, 1);
            EXPECT_EQ(status.err, "");
            return status.out.find("\nproblem\tthe daemon cannot write to the store since ") !=
                   std::string::npos;
        }));
        const std::chrono::milliseconds moment(random() % 1500);
        EXPECT_FALSE(eventually([&] { return !daemon_.running(); }, moment)) << daemon_.log();
        make_room();
        const auto before = succeeded();
        ASSERT_TRUE(
            eventually([&] { return succeeded() >= before + 40; }, std::chrono::minutes(1)));
    }
    for (const std::string& task : tasks) {
        daemon_.must({"pause", task});
    }
    EXPECT_TRUE(eventually([&] { return nothing_is_under_way(daemon_); }, std::chrono::minutes(1)));
    EXPECT_TRUE(eventually([&] { return daemon_.tasksched({"status"}).exit_code == 0; }));
    EXPECT_EQ(daemon_.stop().exit_code, 0);
    const Account account(daemon_, tasks, elsewhere_.read("marks"));
    fmt::print("disk full {} times: seed={} due={} succeeded={} unknown={} lost={} doubled={}\n",
               fillings, seed, account.occurrences(), account.count("succeeded"),
               account.count("unknown"), account.lost(), account.doubled());
    EXPECT_EQ(account.count("unknown"), 0);
}

}  // namespace
}  // namespace tasksched::support
