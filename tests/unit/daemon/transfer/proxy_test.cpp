#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "tests/support/scripted_server.h"
#include "tests/unit/daemon/transfer/transfers_on_loop.h"

namespace tasksched::daemon {
namespace {

using support::http_reply;
using support::ScriptedServer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

/// The variable that names a proxy for http, as long as the object lives.
class ProxyVariable {
  public:
    explicit ProxyVariable(const std::string& proxy) {
        ::setenv("http_proxy", proxy.c_str(), 1);
        ::unsetenv("no_proxy");
        ::unsetenv("NO_PROXY");
    }
    ProxyVariable(const ProxyVariable&) = delete;
    ProxyVariable& operator=(const ProxyVariable&) = delete;
    ~ProxyVariable() { ::unsetenv("http_proxy"); }
};

struct Proxy : testing::Test, TransfersOnLoop {
    ScriptedServer server{[](const std::string&) { return http_reply(200); }};
    ProxyVariable variable{server.url()};
};

TEST_F(Proxy, IsAskedInPlaceOfTheHost) {
    const Exchanged reply = exchange(get("http://no-such-host.invalid/x"));
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_THAT(server.requests(),
                ElementsAre(StartsWith("GET http://no-such-host.invalid/x HTTP/1.1\r\n")));
}

TEST_F(Proxy, IsItselfAtAnAddressThatIsAllowed) {
    engine->configure({});
    const Exchanged reply = exchange(get("http://no-such-host.invalid/x"));
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, TransferFailure::kRefused);
    EXPECT_THAT(reply.error().message, HasSubstr("127.0.0.1"));
    EXPECT_EQ(server.connections(), 0U);
}

TEST_F(Proxy, IsNotAskedForAnAddressThatIsNotAllowed) {
    TransferSettings settings;
    settings.allowed = {base::parse_address_range("127.0.0.1").value()};
    engine->configure(settings);
    for (const std::string host : {"127.0.0.2", "169.254.169.254", "2130706434", "[::1]"}) {
        const Exchanged reply = exchange(get(fmt::format("http://{}/", host)));
        ASSERT_FALSE(reply) << host;
        EXPECT_EQ(reply.error().kind, TransferFailure::kRefused) << host;
    }
    EXPECT_EQ(server.connections(), 0U);
}

}  // namespace
}  // namespace tasksched::daemon
