#include "daemon/plugins/command/supervisor_link.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/use_awaitable.hpp>

#include "common/ipc/bind_socket.h"
#include "common/ipc/daemon_lock.h"
#include "tests/support/eventually.h"
#include "tests/support/temporary_home.h"

namespace tasksched::daemon {
namespace {

using Result = std::optional<model::AttemptResult>;

/// A supervisor of some version: it answers Hello, and ends each order with status 0.
class FakeSupervisor {
  public:
    FakeSupervisor(asio::io_context& loop, const std::string& path, std::int64_t version)
        : acceptor_(loop, asio::local::stream_protocol(), ipc::listen_for_streams(path)->release()),
          version_(version) {
        asio::co_spawn(loop, serve(), asio::detached);
    }

    [[nodiscard]] int orders() const { return orders_; }

  private:
    asio::awaitable<void> serve() {
        auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
        channel_ =
            std::make_shared<Channel>(acceptor_.get_executor(), base::UniqueFd(socket.release()));
        for (;;) {
            const auto message = co_await channel_->receive();
            if (!message) {
                co_return;
            }
            if (std::holds_alternative<Hello>(*message)) {
                channel_->send(Welcome{.instance = "s1", .known = {}, .version = version_});
            } else if (const auto* launch = std::get_if<Launch>(&*message)) {
                ++orders_;
                Ended ended{.key = launch->order.key, .result = {}};
                ended.result.exit_code = 0;
                channel_->send(ended);
            }
        }
    }

    asio::local::stream_protocol::acceptor acceptor_;
    std::int64_t version_;
    std::shared_ptr<Channel> channel_;
    int orders_ = 0;
};

/// What a supervisor of that version makes of an order.
struct Answer {
    Result result{};
    int orders = 0;
};

Answer answer_of(std::int64_t version, const model::Limits& limits) {
    const support::TemporaryHome home;
    const std::string socket = home.file("socket");
    asio::io_context loop;
    FakeSupervisor supervisor(loop, socket, version);
    SupervisorLink link(loop, {.program = "/bin/false", .socket = socket, .lock = {}, .log = {}},
                        "daemon-1");
    AttemptControl control(loop.get_executor(), [](const model::ProcessIdentity&) {});
    Answer answer;
    const auto give_order = [&]() -> asio::awaitable<void> {
        EXPECT_TRUE(co_await link.until_connected());
        Order order;
        order.key = {.run = 1, .attempt = 1};
        order.program.limits = limits;
        answer.result = co_await link.carry_out(std::move(order), control);
        link.stop();
        loop.stop();
    };
    asio::co_spawn(loop, link.run(), asio::detached);
    asio::co_spawn(loop, give_order, asio::detached);
    loop.run_for(support::kPatience);
    answer.orders = supervisor.orders();
    return answer;
}

model::Limits some_limits() {
    model::Limits limits;
    limits.memory = std::int64_t{1} << 30;
    return limits;
}

TEST(SupervisorOfAnOlderVersion, IsGivenNoOrderWithLimits) {
    const Answer answer = answer_of(0, some_limits());
    EXPECT_EQ(answer.orders, 0);
    ASSERT_TRUE(answer.result);
    EXPECT_EQ(answer.result->reason, model::RunReason::kNotStarted);
    EXPECT_EQ(answer.result->outcome, model::Outcome::kTransient);
    EXPECT_THAT(answer.result->detail, testing::StartsWith("cannot set its limits: "));
}

TEST(SupervisorOfAnOlderVersion, CarriesOutAllOtherOrders) {
    const Answer answer = answer_of(0, {});
    EXPECT_EQ(answer.orders, 1);
    ASSERT_TRUE(answer.result);
    EXPECT_EQ(answer.result->exit_code, 0);
}

TEST(SupervisorOfThisVersion, IsGivenOrdersWithLimits) {
    EXPECT_EQ(answer_of(kSupervisorVersion, some_limits()).orders, 1);
}

TEST(SupervisorOfAnotherRuntimeDirectory, IsFoundByItsLock) {
    const support::TemporaryHome home;
    const auto lock = ipc::DaemonLock::acquire(home.file("lock"));
    ASSERT_TRUE(lock && lock->write_address(home.file("socket of then")));
    asio::io_context loop;
    FakeSupervisor supervisor(loop, home.file("socket of then"), kSupervisorVersion);
    SupervisorLink link(loop,
                        {.program = "/bin/false",
                         .socket = home.file("socket of now"),
                         .lock = home.file("lock"),
                         .log = {}},
                        "daemon-1");
    bool connected = false;
    asio::co_spawn(
        loop,
        [&]() -> asio::awaitable<void> {
            connected = co_await link.until_connected();
            loop.stop();
        },
        asio::detached);
    asio::co_spawn(loop, link.run(), asio::detached);
    loop.run_for(support::kPatience);
    EXPECT_TRUE(connected);
    EXPECT_EQ(link.instance(), "s1");
}

TEST(SupervisorOfAnotherRuntimeDirectory, IsNamedWhereNothingLeadsToIt) {
    const support::TemporaryHome home;
    const auto lock = ipc::DaemonLock::acquire(home.file("lock"));
    ASSERT_TRUE(lock && lock->write_address(home.file("socket of then")));
    asio::io_context loop;
    SupervisorLink link(loop,
                        {.program = "/bin/false",
                         .socket = home.file("socket of now"),
                         .lock = home.file("lock"),
                         .log = {}},
                        "daemon-1");
    asio::co_spawn(
        loop,
        [&]() -> asio::awaitable<void> {
            co_await link.run();
            loop.stop();
        },
        asio::detached);
    loop.run_for(support::kPatience);
    ASSERT_TRUE(link.failure());
    EXPECT_THAT(link.failure()->message,
                testing::HasSubstr("pid " + std::to_string(::getpid()) +
                                   ", still carries out what that one began, and cannot be reached "
                                   "at " +
                                   home.file("socket of then")));
}

}  // namespace
}  // namespace tasksched::daemon
