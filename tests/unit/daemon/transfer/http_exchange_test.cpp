#include "daemon/transfer/http_exchange.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "tests/support/scripted_server.h"
#include "tests/unit/daemon/transfer/transfers_on_loop.h"

namespace tasksched::daemon {
namespace {

using namespace std::chrono_literals;
using support::http_reply;
using support::ScriptedReply;
using support::ScriptedServer;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

struct HttpExchange : testing::Test, TransfersOnLoop {
    static HttpRequest with(std::string method, const std::string& url,
                            std::optional<std::string> body = {}) {
        HttpRequest request;
        request.method = std::move(method);
        request.url = url;
        request.body = std::move(body);
        return request;
    }

    void expect_failure(HttpRequest request, TransferFailure kind, const std::string& message) {
        const Exchanged result = exchange(std::move(request));
        ASSERT_FALSE(result) << "status " << result->status;
        EXPECT_EQ(result.error().kind, kind) << result.error().message;
        EXPECT_THAT(result.error().message, HasSubstr(message));
    }
};

ScriptedReply answer_all(const std::string& /*request*/) { return http_reply(200); }

TEST_F(HttpExchange, SendsWhatItIsGivenAndTellsTheReply) {
    ScriptedServer server([](const std::string&) {
        return http_reply(404, "Content-Type: text/plain\r\n", "nothing here");
    });
    HttpRequest request = with("PATCH", server.url("/a?b=c"), "x\ny");
    request.headers = {"X-One: 1", "Content-Type: text/x", "X-Empty:"};
    const Exchanged reply = exchange(request);
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->status, 404);
    EXPECT_EQ(reply->reason, "Told");
    EXPECT_EQ(reply->body, "nothing here");
    EXPECT_EQ(reply->total_bytes, 12);
    EXPECT_EQ(reply->content_type, "text/plain");
    EXPECT_EQ(reply->url, server.url("/a?b=c"));
    EXPECT_THAT(
        server.requests(),
        ElementsAre(AllOf(StartsWith("PATCH /a?b=c HTTP/1.1\r\n"), HasSubstr("\r\nX-One: 1\r\n"),
                          HasSubstr("\r\nContent-Type: text/x\r\n"), HasSubstr("\r\nX-Empty:\r\n"),
                          HasSubstr("User-Agent: tasksched/"),
                          HasSubstr("\r\nContent-Length: 3\r\n"), EndsWith("\r\n\r\nx\ny"))));
}

TEST_F(HttpExchange, AddsNoIdeaOfItsOwnOfWhatABodyIs) {
    ScriptedServer server(answer_all);
    ASSERT_TRUE(exchange(with("POST", server.url(), std::string(2 << 20, 'x'))));
    ASSERT_TRUE(exchange(with("POST", server.url())));
    const auto requests = server.requests();
    ASSERT_THAT(requests, SizeIs(2));
    EXPECT_THAT(requests[0], AllOf(Not(HasSubstr("Content-Type")), Not(HasSubstr("Expect"))));
    EXPECT_THAT(requests[1], HasSubstr("\r\nContent-Length: 0\r\n"));
}

TEST_F(HttpExchange, TellsHowLongTheServerAsksToWait) {
    std::string retry_after;
    ScriptedServer server([&](const std::string&) {
        return http_reply(503, "Retry-After: " + retry_after + "\r\n");
    });
    retry_after = "120";
    EXPECT_EQ(exchange(get(server.url()))->retry_after, 120s);
    retry_after = "Fri, 31 Dec 2100 23:59:59 GMT";
    EXPECT_GT(exchange(get(server.url()))->retry_after.value_or(0s), 24h * 365);
    for (const std::string nothing : {"soon", "", "0", "-5", "Fri, 31 Dec 1999 23:59:59 GMT"}) {
        retry_after = nothing;
        EXPECT_EQ(exchange(get(server.url()))->retry_after, std::nullopt) << nothing;
    }
}

TEST_F(HttpExchange, KeepsTheConnection) {
    ScriptedServer server(answer_all);
    for (int i = 0; i < 20; ++i) {
        ASSERT_TRUE(exchange(get(server.url())));
    }
    EXPECT_EQ(server.connections(), 1U);
}

TEST_F(HttpExchange, KeepsTheBeginningOfALongReplyAndCountsTheRest) {
    ScriptedServer server(
        [](const std::string&) { return http_reply(200, "", std::string(1'000'000, 'z')); });
    HttpRequest request = get(server.url());
    request.reply_cap = 1000;
    const Exchanged reply = exchange(request);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->body, std::string(1000, 'z'));
    EXPECT_EQ(reply->total_bytes, 1'000'000);
    EXPECT_FALSE(reply->is_cut_off);
    ASSERT_TRUE(exchange(request));
    EXPECT_EQ(server.connections(), 1U);
}

TEST_F(HttpExchange, LeavesAReplyThatHasNoEnd) {
    ScriptedServer server([](const std::string&) {
        return ScriptedReply{.bytes = "HTTP/1.1 200 OK\r\n\r\n" +
                                      std::string((std::size_t{64} << 20) + 100'000, 'z'),
                             .then = ScriptedReply::Then::kHang};
    });
    const Exchanged reply = exchange(get(server.url()));
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_TRUE(reply->is_cut_off);
    EXPECT_EQ(reply->status, 200);
}

TEST_F(HttpExchange, RefusesHeadersWithoutEnd) {
    ScriptedServer server([](const std::string&) {
        std::string headers;
        for (int i = 0; i < 2000; ++i) {
            headers += fmt::format("X-{}: {}\r\n", i, std::string(40, 'h'));
        }
        return http_reply(200, headers);
    });
    expect_failure(get(server.url()), TransferFailure::kInterrupted, "longer than 64 KiB");
}

TEST_F(HttpExchange, IsInterruptedByAReplyThatIsCutOrLate) {
    auto then = ScriptedReply::Then::kClose;
    std::string bytes;
    ScriptedServer server(
        [&](const std::string&) { return ScriptedReply{.bytes = bytes, .then = then}; });
    for (const std::string cut :
         {"", "HTTP/1.1 200 OK\r\nContent-", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf"}) {
        bytes = cut;
        HttpRequest request = with("POST", server.url(), "x");
        request.timeout = 10s;
        expect_failure(request, TransferFailure::kInterrupted, "");
    }
    then = ScriptedReply::Then::kHang;
    HttpRequest request = with("POST", server.url(), "x");
    request.timeout = 100ms;
    expect_failure(request, TransferFailure::kInterrupted, "timed out");
}

TEST_F(HttpExchange, IsNotSentWhereNobodyListens) {
    expect_failure(get(fmt::format("http://127.0.0.1:{}/", support::free_port())),
                   TransferFailure::kNotSent, "connect");
    expect_failure(get("http://no-such-host.invalid/"), TransferFailure::kNotSent, "resolve");
}

TEST_F(HttpExchange, IsNotSentWhereTheServerNeverSpeaksTls) {
    ScriptedServer server(answer_all);
    HttpRequest request = with("POST", fmt::format("https://127.0.0.1:{}/", server.port()), "x");
    request.timeout = 200ms;
    expect_failure(request, TransferFailure::kNotSent, "");
}

TEST_F(HttpExchange, IsAbortedByAKillAtOnce) {
    ScriptedServer server([](const std::string&) {
        return ScriptedReply{.bytes = "", .then = ScriptedReply::Then::kHang};
    });
    Exchange& hanging = start(get(server.url()));
    ASSERT_TRUE(run_until([&] { return server.requests().size() == 1; }));
    hanging.control.kill();
    ASSERT_TRUE(run_until([&] { return hanging.result.has_value(); }));
    EXPECT_EQ(hanging.result->error().kind, TransferFailure::kAborted);
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(HttpExchange, IsNotBegunOnceItIsAbandoned) {
    ScriptedServer server(answer_all);
    Exchange& abandoned = start(get(server.url()));
    abandoned.control.abandon();
    ASSERT_TRUE(run_until([&] { return abandoned.result.has_value(); }));
    EXPECT_EQ(abandoned.result->error().kind, TransferFailure::kAborted);
    EXPECT_THAT(server.requests(), SizeIs(0));
}

TEST_F(HttpExchange, WaitsForItsTurnAtTheHost) {
    ScriptedServer server(answer_all);
    TransferSettings settings = loopback_allowed();
    settings.limits.per_host = 3;
    engine->configure(settings);
    for (int i = 0; i < 50; ++i) {
        start(get(server.url()));
    }
    ASSERT_TRUE(run_until([&] {
        return std::all_of(exchanges.begin(), exchanges.end(),
                           [](const Exchange& each) { return each.result && *each.result; });
    }));
    EXPECT_LE(server.connections(), 3U);
    EXPECT_THAT(server.requests(), SizeIs(50));
}

TEST_F(HttpExchange, TimesOutWhileItWaitsForItsTurn) {
    ScriptedServer server([](const std::string&) {
        return ScriptedReply{.bytes = "", .then = ScriptedReply::Then::kHang};
    });
    TransferSettings settings = loopback_allowed();
    settings.limits.per_host = 1;
    engine->configure(settings);
    start(get(server.url()));
    HttpRequest late = get(server.url());
    late.timeout = 50ms;
    expect_failure(late, TransferFailure::kNotSent, "timed out");
}

TEST_F(HttpExchange, SendsWhatIsNotIdempotentOnceAtMost) {
    int count = 0;
    ScriptedServer server([&](const std::string&) {
        ++count;
        return count % 2 == 1 ? http_reply(200)
                              : ScriptedReply{.bytes = "", .then = ScriptedReply::Then::kClose};
    });
    ASSERT_TRUE(exchange(with("POST", server.url(), "first")));
    expect_failure(with("POST", server.url(), "second"), TransferFailure::kInterrupted, "closed");
    EXPECT_THAT(server.requests(), ElementsAre(EndsWith("first"), EndsWith("second")));
    // The same with a method that may be repeated.
    ASSERT_TRUE(exchange(with("PUT", server.url(), "third")));
    ASSERT_TRUE(exchange(with("PUT", server.url(), "fourth")));
    EXPECT_THAT(server.requests(), SizeIs(5));
}

TEST_F(HttpExchange, GoesOnWithoutTheEngineOnlyToItsEnd) {
    ScriptedServer server([](const std::string&) {
        return ScriptedReply{.bytes = "", .then = ScriptedReply::Then::kHang};
    });
    Exchange& hanging = start(get(server.url()));
    start(get("http://no-such-host.invalid/"));
    ASSERT_TRUE(run_until([&] { return server.requests().size() == 1; }));
    engine.reset();
    hanging.control.kill();
    ASSERT_TRUE(run_until([&] { return hanging.result.has_value(); }));
    EXPECT_EQ(hanging.result->error().kind, TransferFailure::kAborted);
}

TEST_F(HttpExchange, TakesNothingFromNetrcOrCookies) {
    ScriptedServer server(
        [](const std::string&) { return http_reply(200, "Set-Cookie: a=b; Path=/\r\n"); });
    ASSERT_TRUE(exchange(get(server.url())));
    ASSERT_TRUE(exchange(get(server.url())));
    for (const std::string& request : server.requests()) {
        EXPECT_THAT(request, AllOf(Not(HasSubstr("Cookie")), Not(HasSubstr("Authorization"))));
    }
}

}  // namespace
}  // namespace tasksched::daemon
