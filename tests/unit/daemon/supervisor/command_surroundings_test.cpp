#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "common/base/file.h"
#include "common/base/text.h"
#include "common/base/unique_fd.h"
#include "daemon/process/process_identity.h"
#include "tests/unit/daemon/supervisor/attempts_on_loop.h"

namespace tasksched::daemon {
namespace {

using testing::HasSubstr;
using testing::UnorderedElementsAreArray;

/// What the system says of the process while it runs; then the process is ended.
std::string look_at_process(const std::function<std::string(pid_t)>& look) {
    std::string seen;
    AttemptsOnLoop().carry_out(program({"/bin/sleep", "1000"}),
                               [&](AttemptControl& control, const model::ProcessIdentity& process) {
                                   seen = look(static_cast<pid_t>(process.pid));
                                   control.kill();
                               });
    return seen;
}

std::string proc_file(pid_t pid, const std::string& name) {
    return base::read_file("/proc/" + std::to_string(pid) + "/" + name, 1 << 20).value();
}

TEST(CommandSurroundings, HoldNothingOfTheDaemonsEnvironment) {
    AttemptsOnLoop attempts;
    for (const char* name : {"LD_PRELOAD_X", "TZ", "LANG", "LC_ALL", "SQLITE_TMPDIR", "PGPASSWORD",
                             "TASKSCHED_STORE", "IFS", "BASH_ENV"}) {
        ::setenv(name, "hostile", 1);
    }
    model::CommandPayload payload = program({"/usr/bin/env"});
    payload.env = {{"COLOUR", "deep blue"}};
    const std::string output = output_of(attempts.carry_out(payload));
    const std::string home = "HOME=" + attempts.home().path();
    const std::vector<std::string_view> expected{
        home,
        "LOGNAME=tester",
        "USER=tester",
        "SHELL=/bin/sh",
        "PATH=/usr/local/bin:/usr/bin:/bin",
        "TASKSCHED_TASK_ID=12",
        "TASKSCHED_RUN_ID=34",
        "TASKSCHED_INSTANCE=instance-1",
        "TASKSCHED_ATTEMPT=2",
        "TASKSCHED_KEY=12-run-34",
        "COLOUR=deep blue",
    };
    EXPECT_THAT(base::split(base::trim(output), '\n'), UnorderedElementsAreArray(expected));
}

TEST(CommandSurroundings, HaveOnlyTheThreeStandardDescriptors) {
    const base::UniqueFd careless(::open("/dev/null", O_RDONLY));
    const base::UniqueFd high(::fcntl(careless.get(), F_DUPFD, 700));
    std::set<std::string> descriptors;
    look_at_process([&](pid_t pid) {
        for (const auto& entry :
             std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd")) {
            descriptors.insert(entry.path().filename());
        }
        return std::string();
    });
    EXPECT_EQ(descriptors, (std::set<std::string>{"0", "1", "2"}));
}

TEST(CommandSurroundings, HaveTheNullDeviceForStandardInput) {
    EXPECT_EQ(
        look_at_process([](pid_t pid) {
            return std::filesystem::read_symlink("/proc/" + std::to_string(pid) + "/fd/0").string();
        }),
        "/dev/null");
}

TEST(CommandSurroundings, HaveTheTasksTextForStandardInput) {
    for (const std::size_t size : {0U, 1U, 64U * 1024}) {
        model::CommandPayload payload = program({"/bin/cat"});
        payload.standard_input = std::string(size, 'x');
        EXPECT_EQ(output_of(AttemptsOnLoop().carry_out(payload)), payload.standard_input) << size;
    }
}

TEST(CommandSurroundings, LetGoOfAnInputThatNobodyReads) {
    model::CommandPayload payload = program({"/bin/true"});
    payload.standard_input = std::string(std::size_t{64} * 1024, 'x');
    EXPECT_EQ(AttemptsOnLoop().carry_out(payload).result.exit_code, 0);
}

TEST(CommandSurroundings, AreASessionAndGroupOfItsOwn) {
    look_at_process([](pid_t pid) {
        const auto status = process_status(pid);
        EXPECT_EQ(status.value().session, pid);
        EXPECT_EQ(status.value().group, pid);
        return std::string();
    });
}

TEST(CommandSurroundings, HaveNoSignalBlockedOrIgnored) {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN);
    sigset_t blocked;
    sigset_t before;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGUSR1);
    ::sigaddset(&blocked, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
    const std::string status = look_at_process([](pid_t pid) { return proc_file(pid, "status"); });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    std::signal(SIGHUP, SIG_DFL);
    EXPECT_THAT(status, HasSubstr("SigBlk:\t0000000000000000\n"));
    EXPECT_THAT(status, HasSubstr("SigIgn:\t0000000000000000\n"));
}

TEST(CommandSurroundings, LeaveTheDaemonsOwnSignalMaskAsItWas) {
    sigset_t blocked;
    sigset_t before;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGUSR1);
    ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
    AttemptsOnLoop().carry_out(program({"/bin/true"}));
    AttemptsOnLoop().carry_out(program({"/no/such/program"}));
    sigset_t after;
    ::pthread_sigmask(SIG_SETMASK, &before, &after);
    EXPECT_EQ(::sigismember(&after, SIGUSR1), 1);
    EXPECT_EQ(::sigismember(&after, SIGTERM), 0);
}

TEST(CommandSurroundings, HaveAnUmaskAndALimitOfTheirOwn) {
    const mode_t before = ::umask(077);
    std::string limits;
    const std::string status = look_at_process([&](pid_t pid) {
        limits = proc_file(pid, "limits");
        return proc_file(pid, "status");
    });
    ::umask(before);
    EXPECT_THAT(status, HasSubstr("Umask:\t0022\n"));
    EXPECT_THAT(limits, testing::ContainsRegex("Max open files +1024 "));
}

TEST(CommandSurroundings, AreTheHomeDirectoryUnlessTheTaskSaysOtherwise) {
    AttemptsOnLoop attempts;
    EXPECT_EQ(output_of(attempts.carry_out(program({"/bin/pwd"}))), attempts.home().path() + "\n");
    model::CommandPayload payload = program({"/bin/pwd"});
    payload.cwd = "/usr";
    EXPECT_EQ(output_of(attempts.carry_out(payload)), "/usr\n");
}

TEST(CommandSurroundings, TellWhichRunAProcessBelongsTo) {
    look_at_process([](pid_t pid) {
        const auto found = find_process_of_run({34}, "instance-1");
        EXPECT_EQ(found.value().pid, pid);
        EXPECT_EQ(found, identify_process(pid));
        EXPECT_EQ(find_process_of_run({34}, "instance-2"), std::nullopt);
        EXPECT_EQ(find_process_of_run({3}, "instance-1"), std::nullopt);
        return std::string();
    });
}

}  // namespace
}  // namespace tasksched::daemon
