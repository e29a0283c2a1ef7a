#include "daemon/plugins/attempt_control.h"

#include <gtest/gtest.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>
#include <chrono>
#include <optional>

namespace tasksched::daemon {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::chrono::seconds kPatience{20};

struct ControlOnLoop : testing::Test {
    asio::io_context loop;
    AttemptControl control{loop.get_executor(), {}};
    std::optional<EndRequest> seen;

    void start_waiting(EndRequest than,
                       std::optional<steady_clock::time_point> deadline = std::nullopt) {
        asio::co_spawn(loop, wait(than, deadline), asio::detached);
    }

    asio::awaitable<void> wait(EndRequest than, std::optional<steady_clock::time_point> deadline) {
        seen = co_await control.wait_for_more(than, deadline);
    }
};

TEST_F(ControlOnLoop, WakesAWaiterAtARequest) {
    start_waiting(EndRequest::kNone);
    loop.poll();
    EXPECT_FALSE(seen);
    control.kill();
    loop.run_for(kPatience);
    EXPECT_EQ(seen, EndRequest::kKill);
}

TEST_F(ControlOnLoop, AnswersAtOnceWhatWasRequestedBefore) {
    control.abandon();
    start_waiting(EndRequest::kKill);
    loop.run_for(kPatience);
    EXPECT_EQ(seen, EndRequest::kAbandon);
}

TEST_F(ControlOnLoop, TellsAWatchOfARequestOnceAndWithinIt) {
    int told = 0;
    {
        const AttemptControl::Watch watch(control, [&] { ++told; });
        EXPECT_EQ(told, 0);
        control.kill();
        control.kill();
        EXPECT_EQ(told, 1);
    }
    control.abandon();
    EXPECT_EQ(told, 1);
}

TEST_F(ControlOnLoop, WaitsOnWhereTheRequestOutranksNothing) {
    control.kill();
    start_waiting(EndRequest::kKill);
    control.kill();
    loop.poll();
    EXPECT_FALSE(seen);
    control.abandon();
    loop.run_for(kPatience);
    EXPECT_EQ(seen, EndRequest::kAbandon);
}

TEST_F(ControlOnLoop, KeepsAnAbandonWhenAKillFollows) {
    control.abandon();
    control.kill();
    EXPECT_EQ(control.requested(), EndRequest::kAbandon);
}

TEST_F(ControlOnLoop, ReturnsAtItsDeadline) {
    const auto deadline = steady_clock::now() + 20ms;
    start_waiting(EndRequest::kNone, deadline);
    loop.run_for(kPatience);
    EXPECT_EQ(seen, EndRequest::kNone);
    EXPECT_GE(steady_clock::now(), deadline);
}

TEST_F(ControlOnLoop, ThrowsWhereItsCoroutineIsCancelled) {
    using asio::experimental::awaitable_operators::operator||;
    const auto race = [this]() -> asio::awaitable<void> {
        co_await (wait(EndRequest::kNone, std::nullopt) || asio::post(asio::use_awaitable));
    };
    bool over = false;
    asio::co_spawn(loop, race(), [&over](const std::exception_ptr&) { over = true; });
    loop.run_for(kPatience);
    EXPECT_TRUE(over);
    EXPECT_FALSE(seen);
}

TEST_F(ControlOnLoop, PassesTheProcessOn) {
    std::optional<model::ProcessIdentity> told;
    AttemptControl told_of(loop.get_executor(),
                           [&told](const model::ProcessIdentity& process) { told = process; });
    const model::ProcessIdentity process{.pid = 7, .start_ticks = 8, .boot_id = "boot"};
    told_of.started(process);
    EXPECT_EQ(told, process);
}

}  // namespace
}  // namespace tasksched::daemon
