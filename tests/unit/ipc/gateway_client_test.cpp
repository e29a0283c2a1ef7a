#include "common/ipc/gateway_client.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "common/ipc/bind_socket.h"
#include "tests/support/eventually.h"
#include "tests/support/temporary_home.h"

namespace tasksched::ipc {
namespace {

using base::ErrorCode;
using std::chrono::milliseconds;

/// A daemon's end, which does what the test says.
class GatewayClientTest : public testing::Test {
  protected:
    [[nodiscard]] base::UniqueFd accept() const {
        return base::UniqueFd(::accept(listening_.get(), nullptr, nullptr));
    }

    static void reply(const base::UniqueFd& socket, const std::string& body) {
        std::string stream;
        append_frame(stream, encode_reply(body));
        EXPECT_EQ(::send(socket.get(), stream.data(), stream.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(stream.size()));
    }

    support::TemporaryHome home_;
    std::string path_ = home_.file("gateway");
    base::UniqueFd listening_ = std::move(*listen_for_streams(path_, 1));
};

TEST_F(GatewayClientTest, IsToTryAgainWhereNobodyListens) {
    const auto nowhere = GatewayClient::connect(home_.file("nothing"));
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().code, ErrorCode::kTryAgain);
    listening_.reset();
    const auto left_behind = GatewayClient::connect(path_);
    ASSERT_FALSE(left_behind);
    EXPECT_EQ(left_behind.error().code, ErrorCode::kTryAgain);
}

TEST_F(GatewayClientTest, IsToTryAgainWhereTooManyKnock) {
    std::vector<GatewayClient> knocking;
    base::Result<GatewayClient> next = GatewayClient::connect(path_);
    for (; next && knocking.size() < 10; next = GatewayClient::connect(path_)) {
        knocking.push_back(std::move(*next));
    }
    ASSERT_FALSE(next);
    EXPECT_EQ(next.error().code, ErrorCode::kTryAgain);
}

TEST_F(GatewayClientTest, GetsTheReply) {
    auto client = GatewayClient::connect(path_);
    ASSERT_TRUE(client);
    const auto daemon = accept();
    const std::string body(100'000, 'x');
    reply(daemon, body);
    const auto answer = client->ask({"verb", ""}, support::kPatience);
    ASSERT_TRUE(answer);
    EXPECT_TRUE(*answer == body);
}

TEST_F(GatewayClientTest, GetsWhatARefusalSaysThatDoesNotReadTheRequest) {
    auto client = GatewayClient::connect(path_);
    ASSERT_TRUE(client);
    {
        const auto daemon = accept();
        reply(daemon, "no");
    }
    const auto answer = client->ask({"verb", std::string(1000, 'x')}, support::kPatience);
    ASSERT_TRUE(answer);
    EXPECT_TRUE(*answer == "no");
}

TEST_F(GatewayClientTest, HasNoneWhereTheDaemonIsGone) {
    auto client = GatewayClient::connect(path_);
    ASSERT_TRUE(client);
    accept().reset();
    const auto answer = client->ask({"verb", ""}, support::kPatience);
    ASSERT_TRUE(answer);
    EXPECT_FALSE(*answer);
}

TEST_F(GatewayClientTest, HasNoneAtTheDeadline) {
    auto client = GatewayClient::connect(path_);
    ASSERT_TRUE(client);
    const auto answer = client->ask({"verb", ""}, milliseconds(20));
    ASSERT_TRUE(answer);
    EXPECT_FALSE(*answer);
}

}  // namespace
}  // namespace tasksched::ipc
