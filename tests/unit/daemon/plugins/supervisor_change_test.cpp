#include "daemon/plugins/command/supervisor_link.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/use_awaitable.hpp>
#include <utility>

#include "common/ipc/bind_socket.h"
#include "tests/support/temporary_home.h"

namespace tasksched::daemon {
namespace {

constexpr AttemptKey kAttempt{.run = 1, .attempt = 1};

/// Supervisors one after the other, each of which greets the daemon and ends its connection when it
/// is told to die.
class SupervisorChange : public ::testing::Test {
  protected:
    SupervisorChange()
        : listening_(loop_, ipc::listen_for_streams(home_.file("socket"))->release()),
          link_(loop_,
                {.program = "/nonexistent",
                 .socket = home_.file("socket"),
                 .lock = home_.file("lock"),
                 .log = home_.file("log")},
                "daemon") {
        asio::co_spawn(loop_, link_.run(), asio::detached);
    }

    /// Serves the next connection as the supervisor `instance`, which knows `known`, up to its
    /// welcome.
    asio::awaitable<void> serve(std::string instance, std::vector<AttemptKey> known) {
        co_await listening_.async_wait(asio::posix::stream_descriptor::wait_read,
                                       asio::use_awaitable);
        base::UniqueFd socket(
            ::accept4(listening_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        channel_ = std::make_shared<Channel>(loop_.get_executor(), std::move(socket));
        static_cast<void>(co_await channel_->receive());
        Welcome welcome{.instance = std::move(instance), .known = std::move(known)};
        channel_->send(welcome);
    }

    /// Runs the loop until the link is connected to `instance`.
    void run_until_connected_to(const std::string& instance) {
        while (link_.instance() != instance) {
            loop_.run_one();
        }
    }

    asio::awaitable<void> follow() {
        AttemptControl control(loop_.get_executor(), {});
        const auto result = co_await link_.follow(kAttempt, control);
        followed_ = true;
        hidden_ = !result;
    }

    support::TemporaryHome home_;
    asio::io_context loop_{1};
    asio::posix::stream_descriptor listening_;
    std::shared_ptr<Channel> channel_;
    SupervisorLink link_;
    bool followed_ = false;
    bool hidden_ = false;
};

TEST_F(SupervisorChange, HidesAnAttemptOfASupervisorThatDiedBeforeItWasFollowed) {
    asio::co_spawn(loop_, serve("first", {kAttempt}), asio::detached);
    run_until_connected_to("first");
    ASSERT_TRUE(link_.known().contains(kAttempt));
    channel_->close();
    asio::co_spawn(loop_, serve("second", {}), asio::detached);
    run_until_connected_to("second");
    asio::co_spawn(loop_, follow(), asio::detached);
    loop_.poll();
    EXPECT_TRUE(followed_);
    EXPECT_TRUE(hidden_);
}

TEST_F(SupervisorChange, HidesAnAttemptOfASupervisorThatDiesWhileItIsFollowed) {
    asio::co_spawn(loop_, serve("first", {kAttempt}), asio::detached);
    run_until_connected_to("first");
    asio::co_spawn(loop_, follow(), asio::detached);
    loop_.poll();
    EXPECT_FALSE(followed_);
    channel_->close();
    asio::co_spawn(loop_, serve("second", {}), asio::detached);
    while (!followed_) {
        loop_.run_one();
    }
    EXPECT_TRUE(hidden_);
}

}  // namespace
}  // namespace tasksched::daemon
