#include "daemon/process/detach.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "common/base/file.h"
#include "daemon/process/process_identity.h"
#include "tests/support/eventually.h"
#include "tests/support/temporary_home.h"

namespace tasksched::daemon {
namespace {

using testing::HasSubstr;

/// How the process in the foreground ended, and what it said.
struct Foreground {
    int status = -1;
    std::string said;
};

/// Goes into the background from a process of its own; `background` is the life of the daemon.
Foreground detach(const std::string& log, const std::function<void(Detachment&)>& background) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto detachment = Detachment::begin(log);
        if (detachment && *detachment) {
            background(**detachment);
            ::_exit(0);
        }
        const std::string said = detachment ? "ready" : detachment.error().message;
        [[maybe_unused]] const ssize_t written = ::write(ends[1], said.data(), said.size());
        ::_exit(detachment ? 0 : base::exit_status(detachment.error().code));
    }
    ::close(ends[1]);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    std::array<char, 1024> said{};
    const ssize_t size = ::read(ends[0], said.data(), said.size());
    ::close(ends[0]);
    return {.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
            .said = std::string(said.data(), static_cast<std::size_t>(size))};
}

TEST(Detach, EndsTheForegroundWhenTheBackgroundIsReady) {
    const support::TemporaryHome home;
    const Foreground foreground =
        detach(home.file("log"), [](Detachment& detachment) { detachment.ready(); });
    EXPECT_EQ(foreground.status, 0);
    EXPECT_EQ(foreground.said, "ready");
}

TEST(Detach, PassesTheBackgroundsFailureOn) {
    const support::TemporaryHome home;
    const Foreground foreground = detach(home.file("log"), [](Detachment& detachment) {
        detachment.failed({base::ErrorCode::kTryAgain, "the store is busy; try again"});
    });
    EXPECT_EQ(foreground.status, 75);
    EXPECT_EQ(foreground.said, "the store is busy; try again");
}

TEST(Detach, TellsOfABackgroundThatEndedWithoutAWord) {
    const support::TemporaryHome home;
    const Foreground foreground = detach(home.file("log"), [](Detachment&) {});
    EXPECT_EQ(foreground.status, 1);
    EXPECT_THAT(foreground.said, HasSubstr("ended before it was ready"));
    EXPECT_THAT(foreground.said, HasSubstr(home.file("log")));
}

TEST(Detach, FailsBeforeItForksWhereTheLogCannotBeOpened) {
    const Foreground foreground =
        detach("/no/such/directory/log", [](Detachment& detachment) { detachment.ready(); });
    EXPECT_EQ(foreground.status, 1);
    EXPECT_EQ(foreground.said,
              "cannot open the log '/no/such/directory/log': No such file or directory");
}

TEST(Detach, SendsOutputToTheEndOfThePrivateLog) {
    const support::TemporaryHome home;
    detach(home.file("fresh"), [](Detachment& detachment) { detachment.ready(); });
    EXPECT_EQ(std::filesystem::status(home.file("fresh")).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const std::string log = home.write("log", "earlier\n");
    detach(log, [](Detachment& detachment) {
        std::fputs("output\n", stdout);
        std::fflush(stdout);
        std::fputs("error\n", stderr);
        detachment.ready();
    });
    EXPECT_EQ(home.read("log"), "earlier\noutput\nerror\n");
}

TEST(Detach, LeavesTheCallersSessionAndDirectory) {
    const support::TemporaryHome home;
    const Foreground foreground = detach(home.file("log"), [](Detachment& detachment) {
        const auto self = process_status(::getpid());
        std::error_code error;
        const bool apart = self && self->session != ::getpid() &&
                           self->session != ::getsid(::getppid()) &&
                           std::filesystem::current_path(error) == "/" && ::isatty(0) == 0;
        if (apart) {
            detachment.ready();
        }
    });
    EXPECT_EQ(foreground.said, "ready");
}

TEST(Detach, LetsTheBackgroundLiveOn) {
    const support::TemporaryHome home;
    const std::string go = home.file("go");
    const std::string done = home.file("done");
    detach(home.file("log"), [&](Detachment& detachment) {
        detachment.ready();
        support::eventually([&] { return std::filesystem::exists(go); });
        std::filesystem::create_directory(done);
    });
    EXPECT_FALSE(std::filesystem::exists(done));
    home.write("go", "");
    EXPECT_TRUE(support::eventually([&] { return std::filesystem::exists(done); }));
}

}  // namespace
}  // namespace tasksched::daemon
