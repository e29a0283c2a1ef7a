// A full disk, on a small tmpfs of its own: the test program is started in a mount namespace (see
// CMakeLists.txt), so it needs no rights and leaves nothing behind.

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

/// Takes all that is left on the file system of `path`, into that file.
void fill_disk(const std::string& path) {
    std::ofstream file(path, std::ios::binary);
    const std::string block(512, 'x');
    while (file.write(block.data(), static_cast<std::streamsize>(block.size())) && file.flush()) {
    }
}

TEST(DiskFull, HoldsClaimsAndGoesOnWhenThereIsSpaceAgain) {
    DaemonFixture daemon;
    ASSERT_EQ(
        ::mount("tasksched-test", daemon.home().path().c_str(), "tmpfs", 0, "size=3m,mode=0700"), 0)
        << "this test needs a mount namespace of its own";
    daemon.start();
    const auto id = daemon.must({"schedule", "--every", "1s", "--catch-up", "all", "--overlap",
                                 "allow", "--", "/bin/true"});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));

    fill_disk(daemon.home().file("ballast"));
    ASSERT_TRUE(eventually([&] { return daemon.log().find("cannot claim") != std::string::npos; },
                           std::chrono::minutes(1)));
    EXPECT_TRUE(daemon.running());
    const auto refused = daemon.tasksched({"schedule", "--in", "1h", "--", "/bin/true"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_NE(refused.err.find("no space"), std::string::npos) << refused.err;
    EXPECT_TRUE(refused.out.empty()) << "nothing is acknowledged that is not stored";

    std::filesystem::remove(daemon.home().file("ballast"));
    const auto before = count_runs(daemon, id, "succeeded");
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", before + 3));
    daemon.must({"pause", id});
    ASSERT_TRUE(eventually(
        [&] { return count_runs(daemon, id, "succeeded") == runs_of(daemon, id).size(); }));
    std::set<std::string> occurrences;
    for (const auto& run : runs_of(daemon, id)) {
        EXPECT_TRUE(occurrences.insert(run.at("scheduled_for")).second) << "none twice";
    }
    EXPECT_EQ(daemon.stop().exit_code, 0);
    ::umount2(daemon.home().path().c_str(), MNT_DETACH);
}

}  // namespace
}  // namespace tasksched::support
