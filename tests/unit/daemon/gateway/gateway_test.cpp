// The gateway as clients meet it: over its socket, on a thread of its own.

#include "daemon/gateway/gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <atomic>
#include <future>
#include <random>
#include <thread>

#include "common/ipc/bind_socket.h"
#include "common/ipc/gateway_client.h"
#include "tests/support/eventually.h"
#include "tests/support/temporary_home.h"

namespace tasksched::daemon {
namespace {

using base::ErrorCode;
using std::chrono::milliseconds;
using testing::HasSubstr;

/// Answers with who asks and what.
class Echo final : public Handler {
  public:
    [[nodiscard]] std::string_view verb() const override { return "echo"; }
    asio::awaitable<base::Result<std::string>> answer(const service::Principal& principal,
                                                      std::string body) override {
        co_return principal.user + ": " + body;
    }
};

/// Answers with more than a socket holds.
class Large final : public Handler {
  public:
    [[nodiscard]] std::string_view verb() const override { return "large"; }
    asio::awaitable<base::Result<std::string>> answer(const service::Principal& /*principal*/,
                                                      std::string /*body*/) override {
        co_return std::string(std::size_t{8} * 1024 * 1024, 'x');
    }
};

/// Answers never, and notes who has gone.
class Forever final : public Handler {
  public:
    Forever(asio::io_context& loop, std::atomic<int>& waiting, std::atomic<int>& cancelled)
        : loop_(loop), waiting_(waiting), cancelled_(cancelled) {}
    [[nodiscard]] std::string_view verb() const override { return "forever"; }
    asio::awaitable<base::Result<std::string>> answer(const service::Principal& /*principal*/,
                                                      std::string /*body*/) override {
        asio::steady_timer never(loop_, asio::steady_timer::time_point::max());
        ++waiting_;
        asio::error_code error;
        co_await never.async_wait(asio::redirect_error(asio::use_awaitable, error));
        --waiting_;
        ++cancelled_;
        co_return std::string("late");
    }

  private:
    asio::io_context& loop_;
    std::atomic<int>& waiting_;
    std::atomic<int>& cancelled_;
};

class GatewayTest : public testing::Test {
  protected:
    ~GatewayTest() override {
        asio::post(loop_, [this] { gateway_->stop(); });
        thread_.join();
    }

    void start(Gateway::Limits limits = {}) {
        std::vector<std::unique_ptr<Handler>> handlers;
        handlers.push_back(std::make_unique<Echo>());
        handlers.push_back(std::make_unique<Large>());
        handlers.push_back(std::make_unique<Forever>(loop_, waiting_, cancelled_));
        gateway_ =
            std::make_unique<Gateway>(loop_, std::move(*Gateway::listen(path_)),
                                      Admission(::geteuid(), {.user = "ada", .is_operator = false}),
                                      std::move(handlers), limits);
        asio::co_spawn(loop_, gateway_->run(), asio::detached);
        thread_ = std::thread([this] { loop_.run(); });
    }

    [[nodiscard]] ipc::GatewayClient client() const {
        base::Result<ipc::GatewayClient> connected = base::fail(ErrorCode::kFailed, "not yet");
        support::eventually([&] {  // its line may be full for the moment
            connected = ipc::GatewayClient::connect(path_);
            return connected.has_value();
        });
        return std::move(connected.value());
    }

    [[nodiscard]] std::size_t connections() {
        std::promise<std::size_t> count;
        asio::post(loop_, [&] { count.set_value(gateway_->connections()); });
        return count.get_future().get();
    }

    static base::Result<std::optional<std::string>> echo(ipc::GatewayClient& client) {
        return client.ask({"echo", "hello"}, support::kPatience);
    }

    /// What comes of asking for an echo: the reply, or an error's message, or "gone".
    static std::string heard(ipc::GatewayClient& client) {
        const auto answer = echo(client);
        return answer ? answer->value_or("gone") : answer.error().message;
    }

    /// Whether there is no answer in that time.
    static bool waits(ipc::GatewayClient& client, milliseconds time) {
        const auto answer = client.ask({"forever", ""}, time);
        return answer && !*answer;
    }

    /// What the gateway writes until it ends the connection; not all where it does not end it.
    static std::string read_to_end(const base::UniqueFd& socket) {
        std::string all;
        bool ended = false;
        support::eventually([&] {
            std::array<char, 4096> buffer{};
            const ssize_t got = ::recv(socket.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (got > 0) {
                all.append(buffer.data(), static_cast<std::size_t>(got));
            }
            ended = got == 0 || (got < 0 && errno != EAGAIN);
            return ended;
        });
        EXPECT_TRUE(ended) << "the connection stands";
        return all;
    }

    static void send(const base::UniqueFd& socket, std::string_view bytes) {
        static_cast<void>(::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
    }

    static base::Result<std::string> first_reply(const std::string& stream) {
        ipc::FrameReader frames;
        frames.append(stream);
        const auto body = frames.next();
        return body ? ipc::decode_reply(*body).text
                    : base::fail(ErrorCode::kFailed, "there is no reply");
    }

    support::TemporaryHome home_;
    std::string path_ = home_.file("gateway");
    std::atomic<int> waiting_ = 0;
    std::atomic<int> cancelled_ = 0;
    asio::io_context loop_;
    std::unique_ptr<Gateway> gateway_;
    std::thread thread_;
};

TEST_F(GatewayTest, AnswersRequestAfterRequestAsWhoAsks) {
    start();
    auto one = client();
    auto other = client();
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(heard(one), "ada: hello");
        EXPECT_EQ(heard(other), "ada: hello");
    }
}

TEST_F(GatewayTest, SaysThatItDoesNotKnowAVerbAndGoesOn) {
    start();
    auto asking = client();
    const auto answer = asking.ask({"dance", ""}, support::kPatience);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::kInvalid);
    EXPECT_THAT(answer.error().message, HasSubstr("'dance'"));
    EXPECT_EQ(heard(asking), "ada: hello");
}

TEST_F(GatewayTest, AnswersOthersWhileOneWaits) {
    start();
    auto waiting = client();
    EXPECT_TRUE(waits(waiting, milliseconds(1)));
    auto asking = client();
    EXPECT_EQ(heard(asking), "ada: hello");
}

TEST_F(GatewayTest, CancelsWhatIsDoneForAClientThatHasGone) {
    start();
    {
        auto gone = client();
        EXPECT_TRUE(waits(gone, milliseconds(1)));
        EXPECT_TRUE(support::eventually([this] { return waiting_ == 1; }));
    }
    EXPECT_TRUE(support::eventually([this] { return cancelled_ == 1; }));
    EXPECT_TRUE(support::eventually([this] { return connections() == 0; }));
}

TEST_F(GatewayTest, EndsTheConnectionOfWhoDoesNotWaitForTheReply) {
    start();
    const auto socket = std::move(*ipc::connect_stream(path_));
    std::string stream;
    ipc::append_frame(stream, ipc::encode(ipc::Request{"forever", ""}));
    send(socket, stream);
    ASSERT_TRUE(support::eventually([this] { return waiting_ == 1; }));
    send(socket, stream);
    EXPECT_EQ(read_to_end(socket), "");
    EXPECT_TRUE(support::eventually([this] { return cancelled_ == 1; }));
}

TEST_F(GatewayTest, RefusesARequestThatIsTooLarge) {
    start();
    const auto socket = std::move(*ipc::connect_stream(path_));
    send(socket, "\xff\xff\xff\x7f");
    const auto reply = first_reply(read_to_end(socket));
    ASSERT_FALSE(reply);
    EXPECT_THAT(reply.error().message, HasSubstr("at most 1048576 bytes"));
}

TEST_F(GatewayTest, SaysToWhoSpeaksAnotherProtocolThatItIsAnotherOne) {
    start();
    const auto socket = std::move(*ipc::connect_stream(path_));
    std::string stream;
    ipc::append_frame(stream, "GET / HTTP/1.1");
    send(socket, stream);
    ::shutdown(socket.get(), SHUT_WR);
    const auto reply = first_reply(read_to_end(socket));
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, ErrorCode::kInvalid);
    EXPECT_THAT(reply.error().message, HasSubstr("version"));
}

TEST_F(GatewayTest, LetsSoManyInAndTellsTheNextOneWhyNot) {
    start({.allowance = {.connections = 3}, .patience = support::kPatience});
    std::vector<ipc::GatewayClient> inside;
    for (int i = 0; i < 3; ++i) {
        inside.push_back(client());
        ASSERT_TRUE(echo(inside.back()));
    }
    auto outside = client();
    const auto refused = echo(outside);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kTryAgain);
    EXPECT_THAT(refused.error().message, HasSubstr("3 connections already"));
    inside.pop_back();
    EXPECT_TRUE(support::eventually([this] {
        auto next = client();
        return echo(next).has_value();
    }));
}

TEST_F(GatewayTest, DropsWhoDoesNotAskForLong) {
    start({.allowance = {}, .patience = milliseconds(50)});
    const auto silent = std::move(*ipc::connect_stream(path_));
    const auto halfway = std::move(*ipc::connect_stream(path_));
    send(halfway, std::string("\x20\0\0\0half", 8));
    EXPECT_EQ(read_to_end(silent), "");
    EXPECT_EQ(read_to_end(halfway), "");
    EXPECT_TRUE(support::eventually([this] { return connections() == 0; }));
}

TEST_F(GatewayTest, DropsWhoDoesNotTakeTheReplyAndServesOthersMeanwhile) {
    start({.allowance = {}, .patience = milliseconds(200)});
    const auto slow = std::move(*ipc::connect_stream(path_));
    std::string stream;
    ipc::append_frame(stream, ipc::encode(ipc::Request{"large", ""}));
    send(slow, stream);
    auto asking = client();
    EXPECT_EQ(heard(asking), "ada: hello");
    EXPECT_TRUE(support::eventually([this] { return connections() == 0; }));
    EXPECT_LT(read_to_end(slow).size(), std::size_t{8} * 1024 * 1024);
}

TEST_F(GatewayTest, WritesALargeReplyToWhoTakesIt) {
    start();
    auto asking = client();
    const auto answer = asking.ask({"large", ""}, support::kPatience);
    ASSERT_TRUE(answer && *answer);
    EXPECT_EQ((*answer)->size(), std::size_t{8} * 1024 * 1024);
}

TEST_F(GatewayTest, TakesALongRequestInItsParts) {
    start();
    auto asking = client();
    const std::string body(5 * ipc::kPartBytes, 'y');
    const auto answer = asking.ask({"echo", body}, support::kPatience);
    ASSERT_TRUE(answer && *answer);
    EXPECT_EQ(**answer, "ada: " + body);
    EXPECT_EQ(heard(asking), "ada: hello");
}

TEST_F(GatewayTest, HoldsNoMoreThanItMay) {
    start({.allowance = {.bytes_of_one = 2 * ipc::kPartBytes}, .patience = support::kPatience});
    auto asking = client();
    const auto refused =
        asking.ask({"echo", std::string(4 * ipc::kPartBytes, 'y')}, support::kPatience);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kTryAgain);
    EXPECT_THAT(refused.error().message, HasSubstr("as much for this user as it may"));
    auto other = client();
    const auto reply = other.ask({"large", ""}, support::kPatience);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, ErrorCode::kTryAgain);
    EXPECT_EQ(heard(other), "ada: hello");
}

TEST_F(GatewayTest, WaitsForAHandlerLongerThanForAClient) {
    start({.allowance = {}, .patience = milliseconds(20)});
    auto waiting = client();
    EXPECT_TRUE(waits(waiting, milliseconds(200)));
    EXPECT_EQ(waiting_, 1);
}

TEST_F(GatewayTest, SurvivesAnyBytes) {
    start({.allowance = {}, .patience = milliseconds(500)});
    std::mt19937 random(11);
    std::string sound;
    ipc::append_frame(sound, ipc::encode(ipc::Request{"echo", std::string(40, 'x')}));
    for (int i = 0; i < 2000; ++i) {
        auto socket = ipc::connect_stream(path_);
        if (!socket) {  // its line is full for the moment
            EXPECT_EQ(socket.error().code, ErrorCode::kTryAgain);
            continue;
        }
        std::string bytes = sound + sound;
        for (std::size_t changes = random() % 8; changes > 0; --changes) {
            bytes[random() % (i % 3 == 0 ? 12 : bytes.size())] = static_cast<char>(random());
        }
        bytes.resize(random() % (bytes.size() + 1));
        send(*socket, bytes);
    }
    EXPECT_TRUE(support::eventually([this] {  // it may serve as many as it may for the moment
        auto asking = client();
        return heard(asking) == "ada: hello";
    }));
    EXPECT_TRUE(support::eventually([this] { return connections() <= 1; }));
}

}  // namespace
}  // namespace tasksched::daemon
