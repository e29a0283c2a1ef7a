// What is refused: addresses, redirects, texts that would be more than they are meant to be.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/scripted_server.h"
#include "tests/unit/daemon/transfer/transfers_on_loop.h"

namespace tasksched::daemon {
namespace {

using support::http_reply;
using support::ScriptedReply;
using support::ScriptedServer;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

struct Refusals : testing::Test, TransfersOnLoop {
    void expect_refused(HttpRequest request, const std::string& message) {
        const std::string url = request.url;
        const Exchanged result = exchange(std::move(request));
        ASSERT_FALSE(result) << url << ": status " << result->status;
        EXPECT_EQ(result.error().kind, TransferFailure::kRefused)
            << url << ": " << result.error().message;
        EXPECT_THAT(result.error().message, HasSubstr(message)) << url;
    }
    static HttpRequest following(const std::string& url) {
        HttpRequest request = get(url);
        request.redirects = Redirects::kFollow;
        return request;
    }
};

ScriptedReply answer_all(const std::string& /*request*/) { return http_reply(200); }

std::string path_of(const std::string& request) {
    const auto begin = request.find(' ') + 1;
    return request.substr(begin, request.find(' ', begin) - begin);
}

TEST_F(Refusals, HoldForThisMachineHoweverItIsWritten) {
    engine->configure({});
    ScriptedServer server(answer_all);
    for (const std::string host :
         {"127.0.0.1", "localhost", "LOCALHOST.", "a.localhost", "[::1]", "[::ffff:127.0.0.1]",
          "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0", "0.0.0.0", "[::]", "[::127.0.0.1]",
          "127.255.255.254", "%31%32%37.0.0.1"}) {
        const Exchanged result = exchange(get(fmt::format("http://{}:{}/", host, server.port())));
        ASSERT_FALSE(result) << host;
        EXPECT_NE(result.error().kind, TransferFailure::kInterrupted)
            << host << ": " << result.error().message;
    }
    for (const std::string host : {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1"}) {
        expect_refused(get(fmt::format("http://{}:{}/", host, server.port())), "may not be called");
    }
    expect_refused(get("http://169.254.169.254/latest/meta-data/"), "169.254.169.254");
    EXPECT_EQ(server.connections(), 0U);
}

TEST_F(Refusals, HoldForAKeptConnectionToo) {
    ScriptedServer server(answer_all);
    const std::string url = fmt::format("http://localhost:{}/", server.port());
    ASSERT_TRUE(exchange(get(url)));
    engine->configure({});
    expect_refused(get(url), "may not be called");
    EXPECT_THAT(server.requests(), SizeIs(1));
}

TEST_F(Refusals, AreNotForWhatTheAdministratorConfigured) {
    engine->configure({});
    ScriptedServer server(answer_all);
    HttpRequest request = get(server.url());
    request.destination = Destination::kOfAdministrator;
    EXPECT_TRUE(exchange(request));
}

TEST_F(Refusals, HoldForUrlsOfOtherKinds) {
    for (const std::string url :
         {"file:///etc/passwd", "gopher://127.0.0.1:25/x", "ftp://127.0.0.1/", "dict://127.0.0.1/",
          "ldap://127.0.0.1/", "smtp://127.0.0.1/", "telnet://127.0.0.1/", "javascript:1",
          "data:,x", "http://",

          "", "http://u@127.0.0.1/", "http://u:p@127.0.0.1/", "http://127.0.0.1:99999/",
          "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y", "http://127.0.0.1/\n",
          "http://[::1/", "http://127.0.0.1:80:80/"}) {
        expect_refused(get(url), "");
    }
    expect_refused(get(std::string("http://127.0.0.1/\0x", 19)), "NUL");
}

TEST_F(Refusals, HoldForTextsThatWouldBeMoreThanOneHeader) {
    ScriptedServer server(answer_all);
    using namespace std::string_literals;
    for (const std::string& header :
         {"X: a\r\nY: b"s, "X: a\nY: b"s, "X: a\rY: b"s, "X: a\0b"s, "X"s, ""s, ": x"s, "X Y: z"s,
          "X\r\n: z"s, "GET / HTTP/1.1"s}) {
        HttpRequest request = get(server.url());
        request.headers = {header};
        expect_refused(request, "header");
    }
    for (const std::string& method :
         {"GET /x HTTP/1.1\r\nA: b\r\n\r\nGET"s, ""s, "GE T"s, "G\0T"s}) {
        HttpRequest request = get(server.url());
        request.method = method;
        expect_refused(request, "method");
    }
    EXPECT_EQ(server.connections(), 0U);
}

TEST_F(Refusals, OfRedirectsToWhatMayNotBeCalled) {
    std::string target;
    ScriptedServer server(
        [&](const std::string&) { return http_reply(302, "Location: " + target + "\r\n"); });
    TransferSettings settings;
    settings.allowed = {base::parse_address_range("127.0.0.1").value()};
    engine->configure(settings);
    for (const std::string where :
         {"file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "http://127.0.0.2/",
          "http://169.254.169.254/", "http://[::1]/", "//127.0.0.2/", "http://u:p@127.0.0.1/"}) {
        target = where;
        expect_refused(following(server.url()), "");
    }
    target = server.url("/again");
    expect_refused(following(server.url()), "more than three times");
}

TEST_F(Refusals, OfRedirectsAreNotForThoseWhoTakeThemAsTheReply) {
    ScriptedServer server(
        [](const std::string&) { return http_reply(302, "Location: file:///etc/passwd\r\n"); });
    const Exchanged reply = exchange(get(server.url()));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 302);
    EXPECT_EQ(reply->location, "file:///etc/passwd");
}

TEST_F(Refusals, OfWhatABodyOrHeadersWouldTellAnotherHost) {
    ScriptedServer other(answer_all);
    int status = 302;
    ScriptedServer server([&](const std::string&) {
        return http_reply(status, "Location: " + other.url("/there") + "\r\n");
    });
    HttpRequest request = following(server.url());
    request.method = "POST";
    request.body = "secret body";
    request.headers = {"Authorization: Bearer secret", "X-Key: secret"};
    const Exchanged reply = exchange(request);
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->url, other.url("/there"));
    EXPECT_THAT(other.requests(),
                ElementsAre(AllOf(StartsWith("GET /there "), Not(HasSubstr("secret")))));
    status = 307;
    expect_refused(request, "not meant for another host");
    EXPECT_THAT(other.requests(), SizeIs(1));
}

TEST_F(Refusals, LeaveRedirectsOnTheSameHostWhole) {
    ScriptedServer server([](const std::string& request) {
        return path_of(request) == "/" ? http_reply(307, "Location: next\r\n") : http_reply(200);
    });
    HttpRequest request = following(server.url());
    request.method = "PUT";
    request.body = "all of it";
    request.headers = {"X-Key: secret"};
    const Exchanged reply = exchange(request);
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->url, server.url("/next"));
    EXPECT_THAT(server.requests(),
                ElementsAre(testing::_, AllOf(StartsWith("PUT /next "), HasSubstr("X-Key: secret"),
                                              EndsWith("all of it"))));
}

}  // namespace
}  // namespace tasksched::daemon
