#include "daemon/process/inherited_state.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

namespace tasksched::daemon {
namespace {

/// Runs `body` in a process of its own, which tests that something holds there by its exit status.
#define EXPECT_IN_CHILD(body) \
    EXPECT_EXIT({ std::_Exit((body) ? 0 : 1); }, testing::ExitedWithCode(0), "")

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }

bool is_ignored(int signal) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    return action.sa_handler == SIG_IGN;
}

bool is_blocked(int signal) {
    sigset_t blocked;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    return ::sigismember(&blocked, signal) == 1;
}

bool opens_closed_standard_descriptors() {
    ::close(0);
    ::close(1);
    ::close(2);
    return reset_inherited_state() && is_open(0) && is_open(1) && is_open(2) &&
           ::fcntl(0, F_GETFD) == 0 && ::fcntl(2, F_GETFD) == 0;
}

bool closes_others_on_exec() {
    const int careless = ::fcntl(::open("/dev/null", O_RDONLY), F_DUPFD, 500);
    return reset_inherited_state() && ::fcntl(careless, F_GETFD) == FD_CLOEXEC;
}

bool puts_signals_right() {
    std::signal(SIGCHLD, SIG_IGN);
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
    return reset_inherited_state() && !is_ignored(SIGCHLD) && is_ignored(SIGPIPE) &&
           !is_blocked(SIGTERM) && !is_blocked(SIGCHLD);
}

bool survives_a_peer_that_goes_away() {
    int ends[2];
    if (!reset_inherited_state() || ::pipe(ends) != 0) {
        return false;
    }
    ::close(ends[0]);
    return ::write(ends[1], "x", 1) < 0 && errno == EPIPE;
}

bool raises_the_limit() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = 100;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    const auto raised = raise_descriptor_limit();
    return raised && *raised == limit.rlim_max;
}

TEST(InheritedStateDeathTest, HasItsStandardDescriptorsOpened) {
    EXPECT_IN_CHILD(opens_closed_standard_descriptors());
}

TEST(InheritedStateDeathTest, HasOtherDescriptorsClosedOnExec) {
    EXPECT_IN_CHILD(closes_others_on_exec());
}

TEST(InheritedStateDeathTest, HasItsSignalsPutRight) { EXPECT_IN_CHILD(puts_signals_right()); }

TEST(InheritedStateDeathTest, LetsNoBrokenPipeEndTheProcess) {
    EXPECT_IN_CHILD(survives_a_peer_that_goes_away());
}

TEST(InheritedStateDeathTest, HasItsLimitOfDescriptorsRaised) {
    EXPECT_IN_CHILD(raises_the_limit());
}

}  // namespace
}  // namespace tasksched::daemon
