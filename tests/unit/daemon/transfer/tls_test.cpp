#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/nginx.h"
#include "tests/unit/daemon/transfer/transfers_on_loop.h"

namespace tasksched::daemon {
namespace {

using support::Certificate;
using support::Nginx;
using support::TestAuthority;
using testing::HasSubstr;
using testing::IsEmpty;

struct Tls : testing::Test, TransfersOnLoop {
    TestAuthority authority;

    void trust() {
        TransferSettings settings = loopback_allowed();
        settings.ca_file = authority.file();
        engine->configure(settings);
    }

    /// Nothing of the request may reach the server.
    void expect_not_sent(const Nginx& server, const std::string& host, const std::string& message) {
        HttpRequest request = get(server.url("/", host));
        request.headers = {"Authorization: Bearer secret"};
        const Exchanged result = exchange(request);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, TransferFailure::kNotSent) << result.error().message;
        EXPECT_THAT(result.error().message, HasSubstr(message));
        EXPECT_THAT(server.log(), IsEmpty());
    }
};

TEST_F(Tls, IsSpokenWithAServerOfAnAuthorityThatIsTrusted) {
    const Certificate certificate = authority.issue("DNS:localhost,IP:127.0.0.1");
    const Nginx server("return 200 'by TLS';", &certificate);
    trust();
    for (const std::string host : {"localhost", "127.0.0.1"}) {
        const Exchanged reply = exchange(get(server.url("/", host)));
        ASSERT_TRUE(reply) << reply.error().message;
        EXPECT_EQ(reply->body, "by TLS");
    }
}

TEST_F(Tls, IsNotSpokenWithAServerOfAnAuthorityThatIsNot) {
    const Certificate certificate = authority.issue("DNS:localhost,IP:127.0.0.1");
    const Nginx server("return 200;", &certificate);
    expect_not_sent(server, "localhost", "certificate");
}

TEST_F(Tls, IsNotSpokenUnderAnotherName) {
    const Certificate certificate = authority.issue("DNS:elsewhere.example");
    const Nginx server("return 200;", &certificate);
    trust();
    expect_not_sent(server, "localhost", "subject name");
}

TEST_F(Tls, IsNotSpokenWithACertificateThatHasEnded) {
    const Certificate certificate = authority.issue_expired("DNS:localhost");
    const Nginx server("return 200;", &certificate);
    trust();
    expect_not_sent(server, "localhost", "expired");
}

TEST_F(Tls, IsNotSpokenInAnOldVersion) {
    const Certificate certificate = authority.issue("DNS:localhost");
    const Nginx server("ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0; return 200;",
                       &certificate);
    trust();
    expect_not_sent(server, "localhost", "");
}

TEST_F(Tls, NeedsItsFileOfAuthorities) {
    const Certificate certificate = authority.issue("DNS:localhost");
    const Nginx server("return 200;", &certificate);
    TransferSettings settings = loopback_allowed();
    settings.ca_file = "/nonexistent/ca.pem";
    engine->configure(settings);
    expect_not_sent(server, "localhost", "");
}

}  // namespace
}  // namespace tasksched::daemon
