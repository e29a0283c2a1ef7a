#include "common/ipc/daemon_lock.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <functional>

#include "tests/support/temporary_home.h"

namespace tasksched::ipc {
namespace {

using support::TemporaryHome;
using testing::HasSubstr;

/// A child process that says it is ready and then waits to be killed.
class Child {
  public:
    explicit Child(const std::function<bool()>& prepare) {
        std::array<int, 2> pipe{};
        EXPECT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
        pid_ = ::fork();
        if (pid_ == 0) {
            const char answer = prepare() ? 'y' : 'n';
            if (::write(pipe[1], &answer, 1) == 1) {
                ::pause();
            }
            ::_exit(1);
        }
        ::close(pipe[1]);
        char answer = 'n';
        EXPECT_EQ(::read(pipe[0], &answer, 1), 1);
        EXPECT_EQ(answer, 'y');
        ::close(pipe[0]);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() { kill(); }

    [[nodiscard]] pid_t pid() const { return pid_; }

    void kill() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, nullptr, 0);
            pid_ = -1;
        }
    }

  private:
    pid_t pid_ = -1;
};

TEST(DaemonLock, IsHeldByThisProcess) {
    const TemporaryHome home;
    const auto lock = DaemonLock::acquire(home.file("lock"));
    ASSERT_TRUE(lock) << lock.error().message;
    EXPECT_EQ(running_daemon(home.file("lock")), ::getpid());
}

TEST(DaemonLock, IsFreeWhereNoDaemonEverRan) {
    const TemporaryHome home;
    EXPECT_EQ(running_daemon(home.file("lock")), std::nullopt);
    EXPECT_FALSE(std::filesystem::exists(home.file("lock")));
}

TEST(DaemonLock, KeepsASecondDaemonOutAndNamesTheFirst) {
    const TemporaryHome home;
    const auto first = DaemonLock::acquire(home.file("lock"));
    const auto second = DaemonLock::acquire(home.file("lock"));
    ASSERT_FALSE(second) << "the lock is the open file's, not the process's";
    EXPECT_EQ(second.error().code, base::ErrorCode::kFailed);
    EXPECT_THAT(second.error().message, HasSubstr("pid " + std::to_string(::getpid())));
}

TEST(DaemonLock, IsGoneWithItsObject) {
    const TemporaryHome home;
    { const auto lock = DaemonLock::acquire(home.file("lock")); }
    EXPECT_EQ(running_daemon(home.file("lock")), std::nullopt);
    EXPECT_TRUE(DaemonLock::acquire(home.file("lock")));
}

TEST(DaemonLock, IsGoneWithAKilledProcess) {
    const TemporaryHome home;
    std::optional<DaemonLock> held;
    Child child([&] {
        auto lock = DaemonLock::acquire(home.file("lock"));
        if (lock) {
            held.emplace(std::move(*lock));
        }
        return held.has_value();
    });
    EXPECT_EQ(running_daemon(home.file("lock")), child.pid());
    EXPECT_FALSE(DaemonLock::acquire(home.file("lock")));
    child.kill();
    EXPECT_EQ(running_daemon(home.file("lock")), std::nullopt);
    EXPECT_TRUE(DaemonLock::acquire(home.file("lock")));
}

TEST(DaemonLock, WaitsForWhatADeadDaemonHadJustForked) {
    const TemporaryHome home;
    std::optional<DaemonLock> held;
    Child child([&] {
        held.emplace(DaemonLock::acquire(home.file("lock")).value());
        if (::fork() == 0) {
            ::poll(nullptr, 0, 200);  // has the lock until here, as one that is about to exec
            ::_exit(0);
        }
        return true;
    });
    child.kill();
    const auto next = DaemonLock::acquire(home.file("lock"));
    EXPECT_TRUE(next) << next.error().message;
}

TEST(DaemonLock, GoesAlongIntoTheBackground) {
    const TemporaryHome home;
    std::optional<DaemonLock> lock(DaemonLock::acquire(home.file("lock")).value());
    const Child child([&] { return lock->write_pid().has_value(); });
    lock.reset();
    EXPECT_EQ(running_daemon(home.file("lock")), child.pid());
}

TEST(DaemonLock, DoesNotTakeThePidOfAnEarlierDaemonForItsOwn) {
    const TemporaryHome home;
    { const auto lock = DaemonLock::acquire(home.file("lock")); }
    // A daemon that holds the lock and has not come to write its pid.
    const base::UniqueFd starting(::open(home.file("lock").c_str(), O_RDWR | O_CLOEXEC));
    struct flock first_byte {};
    first_byte.l_type = F_WRLCK;
    first_byte.l_whence = SEEK_SET;
    first_byte.l_len = 1;
    ASSERT_EQ(::fcntl(starting.get(), F_OFD_SETLK, &first_byte), 0);
    const auto pid = running_daemon(home.file("lock"));
    ASSERT_FALSE(pid);
    EXPECT_EQ(pid.error().code, base::ErrorCode::kTryAgain);
    const auto second = DaemonLock::acquire(home.file("lock"));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().message.find("pid"), std::string::npos);
}

TEST(DaemonLock, IsAFileForItsUserAlone) {
    const TemporaryHome home;
    const auto lock = DaemonLock::acquire(home.file("lock"));
    struct stat status {};
    ASSERT_EQ(::stat(home.file("lock").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0600U);
}

TEST(DaemonLock, DoesNotFollowALink) {
    const TemporaryHome home;
    const std::string target = home.write("target", "precious");
    std::filesystem::create_symlink(target, home.file("lock"));
    EXPECT_FALSE(DaemonLock::acquire(home.file("lock")));
    EXPECT_EQ(home.read("target"), "precious");
}

TEST(DaemonLock, SaysWhyItCannotBeTaken) {
    const TemporaryHome home;
    const auto lock = DaemonLock::acquire(home.file("none/lock"));
    ASSERT_FALSE(lock);
    EXPECT_THAT(lock.error().message, HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace tasksched::ipc
