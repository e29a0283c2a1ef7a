#include "daemon/process/process_identity.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/eventually.h"
#include "tests/support/process.h"

namespace tasksched::daemon {
namespace {

/// A line of /proc/PID/stat: the fields from the state on, up to the 23rd.
std::string line_of(const std::string& name) {
    return "4242 (" + name + ") S 1 77 88 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 3 0 123456 9\n";
}

TEST(ProcessStatus, IsReadWhateverTheProgramsName) {
    for (const std::string name : {"sleep", "a b", "x) R 1 1 1", "((", ") ", "a\nb"}) {
        const auto status = parse_process_status(line_of(name));
        ASSERT_TRUE(status) << name;
        EXPECT_EQ(status->state, 'S');
        EXPECT_EQ(status->group, 77);
        EXPECT_EQ(status->session, 88);
        EXPECT_EQ(status->threads, 3);
        EXPECT_EQ(status->start_ticks, 123456);
    }
}

TEST(ProcessStatus, IsNotReadFromAnythingElse) {
    for (const std::string_view line :
         {"", "4242", "4242 (sleep)", "4242 (sleep) S 1 77 88", "4242 (sleep) Sleeping 1 2"}) {
        EXPECT_FALSE(parse_process_status(line)) << line;
    }
}

TEST(ProcessStatus, IsAnEndForAZombieWithoutFurtherThreads) {
    EXPECT_TRUE((ProcessStatus{.state = 'Z', .threads = 1}).has_ended());
    EXPECT_FALSE((ProcessStatus{.state = 'Z', .threads = 2}).has_ended());
    EXPECT_FALSE((ProcessStatus{.state = 'D', .threads = 1}).has_ended());
}

TEST(ProcessIdentity, IsThatOfALivingProcess) {
    const auto self = identify_process(::getpid());
    ASSERT_TRUE(self);
    EXPECT_EQ(self->pid, ::getpid());
    EXPECT_EQ(self->boot_id, boot_id());
    EXPECT_EQ(boot_id().size(), 36U);
    EXPECT_TRUE(is_alive(*self));
}

TEST(ProcessIdentity, IsNotThatOfALaterProcessOfTheSamePid) {
    auto earlier = identify_process(::getpid()).value();
    --earlier.start_ticks;
    EXPECT_FALSE(is_alive(earlier));
}

TEST(ProcessIdentity, IsNotThatOfAProcessOfAnEarlierBoot) {
    auto earlier = identify_process(::getpid()).value();
    earlier.boot_id = "2d7f4b5c-0000-0000-0000-000000000000";
    EXPECT_FALSE(is_alive(earlier));
}

TEST(ProcessIdentity, IsNotAliveOnceTheProcessHasEnded) {
    support::Process process(support::sleeping());
    const auto identity = identify_process(process.pid()).value();
    EXPECT_TRUE(is_alive(identity));
    process.signal(SIGKILL);
    EXPECT_TRUE(support::eventually([&] { return !is_alive(identity); })) << "a zombie has ended";
    process.wait();
    EXPECT_FALSE(is_alive(identity));
}

TEST(ProcessIdentity, IsThatOfNobodyForAPidThatIsFree) {
    EXPECT_EQ(identify_process(0x3fffff + 1), std::nullopt);
}

TEST(Boot, WasInThePast) {
    const auto now = time::floor_second(time::SystemClock().now());
    EXPECT_LE(booted_at(), now);
    EXPECT_GT(booted_at(), now - std::chrono::years(20));
}

}  // namespace
}  // namespace tasksched::daemon
