// What the daemon asks of a supervisor, which is played by the test.

#include "daemon/plugins/command/live_output.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <asio/co_spawn.hpp>
#include <exception>

#include "tests/support/eventually.h"

namespace tasksched::daemon {
namespace {

using std::chrono::milliseconds;
using Answer = LiveOutput::Answer;

constexpr AttemptKey kKey{.run = 7, .attempt = 2};

class LiveOutputTest : public testing::Test {
  protected:
    LiveOutputTest() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()),
                  0);
        to_supervisor_ = std::make_shared<Channel>(loop_.get_executor(), base::UniqueFd(ends[0]));
        supervisor_ = std::make_shared<Channel>(loop_.get_executor(), base::UniqueFd(ends[1]));
    }
    ~LiveOutputTest() override {
        to_supervisor_->close();
        supervisor_->close();
        loop_.restart();
        loop_.poll();
    }

    void read(milliseconds wait) {
        asio::co_spawn(
            loop_, output_.read(kKey, 5, wait),
            [this](const std::exception_ptr&, Answer answer) { answer_ = std::move(answer); });
    }

    /// The next message that reaches the supervisor.
    std::optional<Message> heard() {
        std::optional<Message> message;
        bool over = false;
        asio::co_spawn(loop_, supervisor_->receive(),
                       [&](const std::exception_ptr&, std::optional<Message> next) {
                           message = std::move(next);
                           over = true;
                       });
        support::eventually([&] {
            poll();
            return over;
        });
        return message;
    }

    void poll() {
        loop_.restart();
        loop_.poll();
    }

    bool answered() {
        return support::eventually([this] {
            poll();
            return answer_.has_value();
        });
    }

    asio::io_context loop_;
    std::shared_ptr<Channel> to_supervisor_;
    std::shared_ptr<Channel> supervisor_;
    LiveOutput output_{loop_};
    std::optional<Answer> answer_;
};

TEST_F(LiveOutputTest, AsksTheSupervisorAndHandsItsAnswerOn) {
    output_.connected(to_supervisor_, kSupervisorVersion);
    read(support::kPatience);
    const auto asked = heard();
    ASSERT_TRUE(asked);
    const auto watch = std::get<WatchOutput>(*asked);
    EXPECT_EQ(watch.key, kKey);
    EXPECT_EQ(watch.from, 5);
    EXPECT_FALSE(watch.at_once);
    output_.tell({.watch = watch.watch + 1, .piece = {}, .over = true});
    output_.tell({.watch = watch.watch, .piece = {.at = 5, .bytes = "x", .total = 6}});
    ASSERT_TRUE(answered());
    EXPECT_EQ(answer_->piece.bytes, "x");
    EXPECT_FALSE(answer_->over);
}

TEST_F(LiveOutputTest, GivesUpAWaitAndSaysSo) {
    output_.connected(to_supervisor_, kSupervisorVersion);
    read(milliseconds(1));
    const auto asked = heard();
    ASSERT_TRUE(asked);
    ASSERT_TRUE(answered());
    EXPECT_EQ(answer_->piece.bytes, "");
    EXPECT_FALSE(answer_->over);
    EXPECT_EQ(heard(), Message(UnwatchOutput{std::get<WatchOutput>(*asked).watch}));
}

TEST_F(LiveOutputTest, AsksForAnAnswerAtOnceWhereNobodyWaits) {
    output_.connected(to_supervisor_, kSupervisorVersion);
    read(milliseconds(0));
    const auto asked = heard();
    ASSERT_TRUE(asked);
    EXPECT_TRUE(std::get<WatchOutput>(*asked).at_once);
}

TEST_F(LiveOutputTest, AsksNothingOfASupervisorThatDoesNotTellIt) {
    output_.connected(to_supervisor_, 0);
    read(support::kPatience);
    ASSERT_TRUE(answered());
    EXPECT_TRUE(answer_->over);
    EXPECT_EQ(to_supervisor_->unsent(), 0U);
}

TEST_F(LiveOutputTest, IsOverWhereTheSupervisorIsGone) {
    output_.connected(to_supervisor_, kSupervisorVersion);
    read(support::kPatience);
    ASSERT_TRUE(heard());
    output_.disconnected();
    ASSERT_TRUE(answered());
    EXPECT_TRUE(answer_->over);
}

}  // namespace
}  // namespace tasksched::daemon
