#include "daemon/process/core_dumps.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "tests/support/temporary_home.h"

namespace tasksched::daemon {
namespace {

rlim_t core_limit() {
    rlimit limit{};
    ::getrlimit(RLIMIT_CORE, &limit);
    return limit.rlim_cur;
}

/// A process in a directory of its own, where the system may write dumps as it likes, that crashes
/// after `prepare`. Whether it left one.
bool leaves_a_dump(bool (*prepare)()) {
    const support::TemporaryHome home;
    const pid_t pid = ::fork();
    if (pid == 0) {
        rlimit limit{};
        ::getrlimit(RLIMIT_CORE, &limit);
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_CORE, &limit);
        if (::chdir(home.path().c_str()) != 0 || !prepare()) {
            std::_Exit(1);
        }
        ::signal(SIGABRT, SIG_DFL);
        ::raise(SIGABRT);
    }
    int status = 0;
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
    EXPECT_TRUE(WIFSIGNALED(status));
    return WCOREDUMP(status) || !std::filesystem::is_empty(home.path());
}

TEST(CoreDumps, AreNotLeftWithTheLowestLimit) {
    EXPECT_FALSE(leaves_a_dump([] { return lower_core_limit().has_value(); }));
}

TEST(CoreDumps, AreNotLeftByAProcessWhoseMemoryIsClosed) {
    EXPECT_FALSE(leaves_a_dump(
        [] { return close_memory_to_others().has_value() && ::prctl(PR_GET_DUMPABLE) == 0; }));
}

TEST(CoreDumps, HaveTheirLimitBackForWhatIsStarted) {
    const rlim_t before = core_limit();
    const auto told = lower_core_limit();
    ASSERT_TRUE(told);
    EXPECT_EQ(*told, before);
    EXPECT_LE(core_limit(), 1U);
    set_core_limit(*told);
    EXPECT_EQ(core_limit(), before);
}

}  // namespace
}  // namespace tasksched::daemon
