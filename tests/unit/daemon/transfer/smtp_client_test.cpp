#include "daemon/transfer/smtp_client.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <utility>

#include "daemon/transfer/smtp_dialogue.h"
#include "tests/support/eventually.h"
#include "tests/support/scripted_server.h"
#include "tests/support/smtp_server.h"

namespace tasksched::daemon {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using support::kPatience;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

/// A client on a loop of its own, and deliveries under way on it.
struct Smtp : testing::Test {
    struct Delivery {
        explicit Delivery(asio::io_context& on) : control(on.get_executor(), {}) {}

        AttemptControl control;
        std::optional<SmtpDelivery> result;
    };

    void connect_to(const support::SmtpServer& server, SmtpTls tls = SmtpTls::kNone) {
        settings.url = server.url();
        settings.tls = tls;
        client.emplace(loop, settings);
    }

    static SmtpLetter letter(std::vector<std::string> to,
                             const std::string& content = "Subject: x\r\n\r\n.\r\n..a\r\n") {
        return {.sender = "from@x.org", .recipients = std::move(to), .content = content};
    }

    Delivery& start(SmtpLetter letter, std::chrono::milliseconds patience = kPatience) {
        Delivery& delivery = deliveries.emplace_back(loop);
        asio::co_spawn(
            loop,
            client->deliver(std::move(letter), std::chrono::steady_clock::now() + patience,
                            delivery.control),
            [&delivery](const std::exception_ptr& error, SmtpDelivery result) {
                if (!error) {
                    delivery.result = std::move(result);
                }
            });
        return delivery;
    }

    bool run_until(const std::function<bool()>& condition) {
        const auto end = std::chrono::steady_clock::now() + kPatience;
        while (!condition() && std::chrono::steady_clock::now() < end) {
            loop.restart();
            loop.run_one_for(20ms);
        }
        return condition();
    }

    SmtpDelivery deliver(SmtpLetter letter, std::chrono::milliseconds patience = kPatience) {
        Delivery& delivery = start(std::move(letter), patience);
        EXPECT_TRUE(run_until([&] { return delivery.result.has_value(); }));
        return delivery.result.value_or(SmtpDelivery{});
    }

    static std::string codes(const SmtpDelivery& delivery) {
        std::string text;
        for (const SmtpReply& reply : delivery.replies) {
            text += fmt::format("{} ", reply.code);
        }
        return text + (delivery.error ? delivery.error->message : "");
    }

    asio::io_context loop;
    SmtpServer settings;
    std::optional<SmtpClient> client;
    std::list<Delivery> deliveries;
};

struct SmtpWithAndWithoutPipelining : Smtp, testing::WithParamInterface<bool> {
    support::SmtpServer server{{.pipelining = GetParam()}};
};
INSTANTIATE_TEST_SUITE_P(Server, SmtpWithAndWithoutPipelining, testing::Bool());

TEST_P(SmtpWithAndWithoutPipelining, DeliversWhatItIsGiven) {
    connect_to(server);
    EXPECT_EQ(codes(deliver(letter({"a@x.org", "b@x.org"}))), "250 250 ");
    const auto received = server.received();
    ASSERT_THAT(received, SizeIs(1));
    EXPECT_EQ(received[0].from, "from@x.org");
    EXPECT_THAT(received[0].to, ElementsAre("a@x.org", "b@x.org"));
    EXPECT_EQ(received[0].content, "Subject: x\r\n\r\n.\r\n..a\r\n");
}

TEST_P(SmtpWithAndWithoutPipelining, TellsEachRecipientsEnd) {
    connect_to(server);
    const SmtpDelivery mixed =
        deliver(letter({"reject@x.org", "a@x.org", "grey@x.org", "busy@x.org"}));
    EXPECT_EQ(codes(mixed), "550 250 451 450 ");
    EXPECT_EQ(mixed.replies[0].text, "5.1.1 no such user here");
    EXPECT_EQ(codes(deliver(letter({"grey@x.org"}))), "250 ");
    EXPECT_THAT(server.received(), SizeIs(2));
}

TEST_P(SmtpWithAndWithoutPipelining, GoesOnAfterALetterThatAllWereRefusedFor) {
    connect_to(server);
    EXPECT_EQ(codes(deliver(letter({"reject@x.org"}))), "550 ");
    EXPECT_EQ(codes(deliver(letter({"a@x.org"}))), "250 ");
    ASSERT_THAT(server.received(), SizeIs(1));
    EXPECT_THAT(server.received()[0].to, ElementsAre("a@x.org"));
}

TEST_P(SmtpWithAndWithoutPipelining, TellsWhatTheServerSaysOfTheMessage) {
    connect_to(server);
    server.set_mode("refuse-data");
    EXPECT_EQ(codes(deliver(letter({"a@x.org", "reject@x.org"}))), "554 550 ");
    server.set_mode("defer-data");
    EXPECT_EQ(codes(deliver(letter({"a@x.org"}))), "451 ");
}

TEST_P(SmtpWithAndWithoutPipelining, KnowsWhetherALostMessageMayHaveBeenTaken) {
    connect_to(server);
    server.set_mode("drop-at-data");
    const SmtpDelivery before = deliver(letter({"a@x.org"}));
    ASSERT_TRUE(before.error);
    EXPECT_EQ(before.error->kind, TransferFailure::kNotSent) << before.error->message;
    server.set_mode("drop-after-dot");
    const SmtpDelivery after = deliver(letter({"a@x.org"}));
    ASSERT_TRUE(after.error);
    EXPECT_EQ(after.error->kind, TransferFailure::kInterrupted) << after.error->message;
    EXPECT_EQ(after.replies[0].code, 0);
}

TEST_F(Smtp, KeepsTheConnectionForTheNextLetter) {
    support::SmtpServer server;
    settings.connections = 1;
    connect_to(server);
    for (int i = 0; i < 20; ++i) {
        start(letter({"a@x.org"}));
    }
    ASSERT_TRUE(run_until([&] { return deliveries.back().result.has_value(); }));
    for (const Delivery& delivery : deliveries) {
        EXPECT_EQ(codes(*delivery.result), "250 ");
    }
    EXPECT_THAT(server.received(), SizeIs(20));
}

TEST_F(Smtp, GoesOverANewConnectionWhereTheKeptOneWasClosed) {
    support::SmtpServer server;
    connect_to(server);
    EXPECT_EQ(codes(deliver(letter({"a@x.org"}))), "250 ");
    server.restart();
    EXPECT_EQ(codes(deliver(letter({"a@x.org"}))), "250 ");
}

TEST_F(Smtp, IsNotHeldUpByAServerThatTakesItsTime) {
    support::SmtpServer server;
    server.set_mode("slow");
    connect_to(server);
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < 5; ++i) {
        start(letter({"a@x.org"}));
    }
    int turns = 0;
    ASSERT_TRUE(run_until([&] {
        ++turns;
        for (const Delivery& delivery : deliveries) {
            if (!delivery.result) {
                return false;
            }
        }
        return true;
    }));
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 9s) << "five times two seconds at once";
    EXPECT_GT(turns, 50) << "the loop went on meanwhile";
}

TEST_F(Smtp, GivesUpAtTheDeadlineAndOnRequest) {
    support::SmtpServer server;
    server.set_mode("hang");
    connect_to(server);
    const SmtpDelivery late = deliver(letter({"a@x.org"}), 1500ms);
    ASSERT_TRUE(late.error);
    EXPECT_EQ(late.error->kind, TransferFailure::kInterrupted);
    EXPECT_THAT(late.error->message, HasSubstr("timed out"));
    Delivery& ended = start(letter({"a@x.org"}));
    ASSERT_TRUE(run_until([&] { return server.received().size() == 2; }));
    ended.control.kill();
    ASSERT_TRUE(run_until([&] { return ended.result.has_value(); }));
    EXPECT_EQ(ended.result->error->kind, TransferFailure::kAborted);
}

TEST_F(Smtp, WaitsForAPlaceUntilTheDeadline) {
    support::SmtpServer server;
    server.set_mode("hang");
    settings.connections = 1;
    connect_to(server);
    Delivery& first = start(letter({"a@x.org"}));
    ASSERT_TRUE(run_until([&] { return server.received().size() == 1; }));
    EXPECT_EQ(codes(deliver(letter({"b@x.org"}), 200ms)), "0 timed out");
    server.set_mode("");
    first.control.kill();
    EXPECT_EQ(codes(deliver(letter({"c@x.org"}))), "250 ");
}

TEST_F(Smtp, SaysWhyThereIsNoConnection) {
    settings.url = fmt::format("smtp://127.0.0.1:{}", support::free_port());
    settings.tls = SmtpTls::kNone;
    client.emplace(loop, settings);
    const SmtpDelivery down = deliver(letter({"a@x.org"}));
    ASSERT_TRUE(down.error);
    EXPECT_EQ(down.error->kind, TransferFailure::kNotSent);
    EXPECT_THAT(down.error->message, HasSubstr("connect"));

    support::SmtpServer server;
    server.set_mode("busy");
    connect_to(server);
    const SmtpDelivery busy = deliver(letter({"a@x.org"}));
    ASSERT_TRUE(busy.error);
    EXPECT_THAT(busy.error->message, HasSubstr("421 4.3.2 too busy"));
}

TEST_F(Smtp, EncryptsAndLogsIn) {
    const support::TestAuthority authority;
    const support::Certificate certificate = authority.issue("IP:127.0.0.1");
    const support::SmtpServer server(
        {.tls = &certificate, .user = "ada", .password = "s3cret word"});
    const support::TemporaryHome home;
    settings.password_source = home.write("password", "s3cret word\n");
    ASSERT_EQ(::chmod(settings.password_source.c_str(), 0600), 0);
    settings.user = "ada";
    settings.ca_file = authority.file();
    connect_to(server, SmtpTls::kRequired);
    EXPECT_EQ(codes(deliver(letter({"a@x.org"}))), "250 ");
    ASSERT_THAT(server.received(), SizeIs(1));
    EXPECT_TRUE(server.received()[0].tls);
    EXPECT_EQ(server.received()[0].user, "ada");
}

TEST_F(Smtp, SaysThatTheServerRefusesThePassword) {
    const support::TestAuthority authority;
    const support::Certificate certificate = authority.issue("IP:127.0.0.1");
    const support::SmtpServer server({.tls = &certificate, .user = "ada", .password = "right"});
    const support::TemporaryHome home;
    settings.password_source = home.write("password", "wrong-secret");
    ASSERT_EQ(::chmod(settings.password_source.c_str(), 0600), 0);
    settings.user = "ada";
    settings.ca_file = authority.file();
    connect_to(server, SmtpTls::kRequired);
    const SmtpDelivery refused = deliver(letter({"a@x.org"}));
    ASSERT_TRUE(refused.error);
    EXPECT_THAT(refused.error->message, HasSubstr("535"));
    EXPECT_THAT(refused.error->message, testing::Not(HasSubstr("wrong-secret")));
    settings.password_source = home.write("open", "x");
    ASSERT_EQ(::chmod(settings.password_source.c_str(), 0644), 0);
    connect_to(server, SmtpTls::kRequired);
    EXPECT_THAT(deliver(letter({"a@x.org"})).error->message, HasSubstr("chmod 600"));
}

TEST_F(Smtp, SendsNothingWithoutTheTlsThatIsRequired) {
    support::SmtpServer plain;
    connect_to(plain, SmtpTls::kRequired);
    const SmtpDelivery refused = deliver(letter({"a@x.org"}));
    ASSERT_TRUE(refused.error);
    EXPECT_EQ(refused.error->kind, TransferFailure::kNotSent);
    connect_to(plain, SmtpTls::kOpportunistic);
    EXPECT_EQ(codes(deliver(letter({"a@x.org"}))), "250 ");
    EXPECT_THAT(plain.received(), SizeIs(1));

    const support::TestAuthority authority;
    const support::Certificate other = authority.issue("DNS:elsewhere.example");
    const support::SmtpServer impostor({.tls = &other});
    settings.ca_file = authority.file();
    for (const SmtpTls tls : {SmtpTls::kRequired, SmtpTls::kOpportunistic}) {
        connect_to(impostor, tls);
        EXPECT_TRUE(deliver(letter({"a@x.org"})).error);
    }
    EXPECT_THAT(impostor.received(), SizeIs(0));
}

TEST_F(Smtp, SpeaksTlsToUntrustedServersNever) {
    const support::TestAuthority authority;
    const support::Certificate certificate = authority.issue("IP:127.0.0.1");
    const support::SmtpServer server({.tls = &certificate});
    connect_to(server, SmtpTls::kRequired);
    EXPECT_THAT(deliver(letter({"a@x.org"})).error->message, HasSubstr("certificate"));
    EXPECT_THAT(server.received(), SizeIs(0));
}

TEST_F(Smtp, ProbesWithoutALetter) {
    support::SmtpServer server;
    connect_to(server);
    AttemptControl control(loop.get_executor(), {});
    std::optional<std::optional<TransferError>> result;
    asio::co_spawn(loop, client->probe(std::chrono::steady_clock::now() + kPatience, control),
                   [&](const std::exception_ptr&, std::optional<TransferError> failure) {
                       result = std::move(failure);
                   });
    ASSERT_TRUE(run_until([&] { return result.has_value(); }));
    EXPECT_FALSE(*result) << (*result)->message;
    EXPECT_EQ(server.commands(), "");
}

TEST_F(Smtp, LetsNothingIntoTheDialogueThatIsNoAddressOrMessage) {
    support::SmtpServer server;
    connect_to(server);
    for (const std::string& address : {"a@x.org>\r\nDATA"s, "a@x.org\r\nRCPT TO:<b@x.org"s,
                                       "a\n@x.org"s, "a\0@x.org"s, "a b@x"s, "<a@x.org"s}) {
        const SmtpDelivery refused = deliver(letter({address}));
        ASSERT_TRUE(refused.error) << testing::PrintToString(address);
        EXPECT_EQ(refused.error->kind, TransferFailure::kRefused);
    }
    for (const std::string& content :
         {"a\n.\nb\r\n"s, "a\r.\r\n"s, "a\0\r\n"s, "a"s, "a\r\n.\nMAIL FROM:<b@x.org>\r\n"s, ""s}) {
        const SmtpDelivery refused = deliver(letter({"a@x.org"}, content));
        ASSERT_TRUE(refused.error) << testing::PrintToString(content);
        EXPECT_EQ(refused.error->kind, TransferFailure::kRefused);
    }
    EXPECT_EQ(server.commands(), "");
}

TEST_F(Smtp, SendsEachLineOfTheMessageAsData) {
    support::SmtpServer server;
    connect_to(server);
    const std::string content =
        ".\r\n..\r\n.a\r\n\r\n.\r\n\r\nMAIL FROM:<evil@x.org>\r\nQUIT\r\n...\r\n";
    EXPECT_EQ(codes(deliver(letter({"a@x.org"}, content))), "250 ");
    ASSERT_THAT(server.received(), SizeIs(1));
    EXPECT_EQ(server.received()[0].content, content);
    EXPECT_EQ(server.commands().find("evil"), std::string::npos);
}

TEST_F(Smtp, MayEndBeforeItsDeliveries) {
    support::SmtpServer server;
    server.set_mode("hang");
    connect_to(server);
    Delivery& under_way = start(letter({"a@x.org"}));
    ASSERT_TRUE(run_until([&] { return server.received().size() == 1; }));
    client.reset();
    under_way.control.abandon();
    EXPECT_TRUE(run_until([&] { return under_way.result.has_value(); }));
}

}  // namespace
}  // namespace tasksched::daemon
