#include "daemon/process/process_watch.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <csignal>
#include <exception>

#include "daemon/process/process_identity.h"
#include "tests/support/eventually.h"
#include "tests/support/process.h"

namespace tasksched::daemon {
namespace {

struct Watching {
    asio::io_context loop;
    bool over = false;

    explicit Watching(const model::ProcessIdentity& process) {
        asio::co_spawn(loop, wait_until_gone(process),
                       [this](const std::exception_ptr& thrown) { over = thrown == nullptr; });
        loop.poll();
    }
};

TEST(ProcessWatch, ReturnsWhenTheProcessEnds) {
    support::Process process(support::sleeping());
    Watching watching(identify_process(process.pid()).value());
    EXPECT_FALSE(watching.over);
    process.signal(SIGKILL);
    watching.loop.run_for(support::kPatience);
    EXPECT_TRUE(watching.over);
}

TEST(ProcessWatch, ReturnsAtOnceForAProcessThatHasEnded) {
    support::Process process(support::sleeping());
    const auto identity = identify_process(process.pid()).value();
    process.signal(SIGKILL);
    process.wait();
    EXPECT_TRUE(Watching(identity).over);
}

TEST(ProcessWatch, ReturnsAtOnceWhereAnotherProcessHasThePid) {
    auto earlier = identify_process(::getpid()).value();
    --earlier.start_ticks;
    EXPECT_TRUE(Watching(earlier).over);
}

}  // namespace
}  // namespace tasksched::daemon
