// Launches onto a file system that never answers: a FUSE one whose server, this test, is silent.

#include "daemon/supervisor/launcher.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <optional>

#include "tests/support/eventually.h"
#include "tests/support/temporary_home.h"

namespace tasksched::daemon {
namespace {

using std::chrono::milliseconds;
using LaunchResult = tl::expected<pid_t, launch::LaunchFailure>;

base::UniqueFd null_device() { return base::UniqueFd(::open("/dev/null", O_RDWR | O_CLOEXEC)); }

class LauncherOnSilentFiles : public testing::Test {
  protected:
    void SetUp() override {
        server_.reset(::open("/dev/fuse", O_RDWR | O_CLOEXEC));
        const std::string options =
            fmt::format("fd={},rootmode=40000,user_id=0,group_id=0", server_.get());
        if (!server_ || ::mount("silent", directory().c_str(), "fuse", 0, options.c_str()) != 0) {
            GTEST_SKIP() << "no FUSE here";
        }
        mounted_ = true;
    }

    void TearDown() override {
        if (mounted_) {
            let_it_fail();
            ::umount2(directory().c_str(), MNT_DETACH);
        }
    }

    /// Who waits for an answer gets an error.
    void let_it_fail() const { ::umount2(directory().c_str(), MNT_FORCE); }

    [[nodiscard]] std::string directory() const { return home_.path(); }

    /// Launches on the loop; the result is there once it is known.
    void launch_in(const std::string& where, std::optional<LaunchResult>& result) {
        launch_by(launcher_, where, result);
    }
    void launch_by(Launcher& launcher, const std::string& where,
                   std::optional<LaunchResult>& result) {
        asio::co_spawn(loop_, launch(launcher, where, result), asio::detached);
    }

    bool runs_until_known(const std::optional<LaunchResult>& result) {
        const auto end = std::chrono::steady_clock::now() + support::kPatience;
        loop_.restart();
        while (!result && std::chrono::steady_clock::now() < end) {
            loop_.run_one_for(milliseconds(50));
        }
        return result.has_value();
    }

    support::TemporaryHome home_;
    base::UniqueFd server_;
    bool mounted_ = false;
    asio::io_context loop_;
    Launcher launcher_{
        loop_,
        {.until_relief = milliseconds(20), .until_called_off = milliseconds(200), .threads = 3}};

  private:
    static asio::awaitable<void> launch(Launcher& launcher, std::string where,
                                        std::optional<LaunchResult>& result) {
        launch::Program program{.argv = {"/bin/true"},
                                .environment = {},
                                .search_path = "/bin",
                                .directory = std::move(where),
                                .standard_input = std::nullopt,
                                .limits = {}};
        ProgramStreams streams{.input = null_device(), .output = null_device()};
        result = co_await launcher.launch(std::move(program), std::move(streams));
    }
};

TEST_F(LauncherOnSilentFiles, CallsOffALaunchIntoADirectoryThatDoesNotAnswer) {
    std::optional<LaunchResult> result;
    launch_in(directory(), result);
    ASSERT_TRUE(runs_until_known(result));
    ASSERT_FALSE(result->has_value());
    EXPECT_EQ(result->error().outcome, model::Outcome::kTransient);
    EXPECT_NE(result->error().detail.find(directory()), std::string::npos)
        << result->error().detail;
}

TEST_F(LauncherOnSilentFiles, LaunchesOthersMeanwhile) {
    std::optional<LaunchResult> silent;
    std::optional<LaunchResult> other;
    Launcher patient(loop_, {.until_relief = milliseconds(20)});
    launch_by(patient, directory(), silent);
    launch_by(patient, "/", other);
    ASSERT_TRUE(runs_until_known(other));
    EXPECT_FALSE(silent) << "the other one had to wait for it";
    ASSERT_TRUE(other->has_value());
    int status = -1;
    EXPECT_EQ(::waitpid(**other, &status, 0), **other);
    EXPECT_EQ(status, 0);
    let_it_fail();
    EXPECT_TRUE(runs_until_known(silent));
}

TEST_F(LauncherOnSilentFiles, WaitsWithOthersWhereAllItsThreadsWait) {
    std::optional<LaunchResult> silent[3];
    std::optional<LaunchResult> other;
    for (auto& result : silent) {
        launch_in(directory(), result);
    }
    launch_in("/", other);
    for (const auto& result : silent) {
        ASSERT_TRUE(runs_until_known(result));
    }
    EXPECT_FALSE(other);
    let_it_fail();
    ASSERT_TRUE(runs_until_known(other));
    ASSERT_TRUE(other->has_value());
    EXPECT_EQ(::waitpid(**other, nullptr, 0), **other);
}

TEST_F(LauncherOnSilentFiles, LeavesNoProcessBehindThatWasCalledOff) {
    std::optional<LaunchResult> silent;
    launch_in(directory(), silent);
    ASSERT_TRUE(runs_until_known(silent));
    let_it_fail();
    EXPECT_TRUE(support::eventually([] { return ::waitpid(-1, nullptr, WNOHANG) < 0; }));
}

}  // namespace
}  // namespace tasksched::daemon
