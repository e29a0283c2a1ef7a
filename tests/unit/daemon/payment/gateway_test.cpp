#include "daemon/plugins/payment/gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/plugins/payment/stripe_gateway.h"

namespace tasksched::daemon {
namespace {

using testing::HasSubstr;

TransferOrder an_order() {
    return {.task = {3},
            .run = {7},
            .sender = "acct_1",
            .receiver = "acct_9",
            .amount = 1250,
            .currency = "EUR",
            .reference = "Rent & \"more\""};
}

HttpReply reply(int status, const std::string& body = {}) {
    HttpReply reply;
    reply.status = status;
    reply.body = body;
    return reply;
}

HttpReply stripe_error(int status, const std::string& type, const std::string& code = {}) {
    return reply(status, R"({"error": {"type": ")" + type + R"(", "code": ")" + code +
                             R"(", "message": "what it says"}})");
}

TEST(GenericGateway, PostsTheDocumentedObject) {
    const auto body = make_gateway("generic")->body(an_order());
    ASSERT_TRUE(body);
    EXPECT_EQ(body->content_type, "application/json");
    EXPECT_EQ(body->bytes,
              R"({"sender":"acct_1","receiver":"acct_9","amount":"12.50","currency":"EUR",)"
              R"("reference":"Rent & \"more\""})");
}

TEST(GenericGateway, JudgesEachStatus) {
    const auto gateway = make_gateway("generic");
    const std::vector<std::pair<Verdict, std::vector<int>>> table{
        {Verdict::kBooked, {200, 201}},
        {Verdict::kRejected, {402, 403}},
        {Verdict::kRefused, {400, 404, 405, 410, 413, 422, 451}},
        {Verdict::kSetup, {301, 302, 307, 308, 401, 407}},
        {Verdict::kTryAgain, {425, 429}},
        {Verdict::kUnclear, {202, 204, 408, 409, 500, 502, 503, 504, 599}}};
    for (const auto& [verdict, statuses] : table) {
        for (const int status : statuses) {
            EXPECT_EQ(gateway->judge(reply(status)).verdict, verdict) << status;
        }
    }
}

TEST(Gateways, SayWhatTheReplySays) {
    EXPECT_EQ(reply_line(reply(402, R"({"message": "no funds"})")), "402: no funds");
    EXPECT_EQ(reply_line(reply(500, "a\x1b[31m\ntext\n")), "500: a\\x1B[31m\\x0Atext");
    EXPECT_EQ(reply_line(reply(500, R"({"other": 1})")), "500");
    EXPECT_EQ(reply_line(reply(400, R"({"error": {"message": "bad"}})")), "400: bad");
    HttpReply named = reply(402);
    named.reason = "Payment Required";
    EXPECT_EQ(reply_line(named), "402 Payment Required");
    EXPECT_LT(reply_line(reply(500, std::string(100'000, 'x'))).size(), 300U);
    HttpReply moved = reply(307);
    moved.location = "https://elsewhere.example/";
    EXPECT_THAT(reply_line(moved), HasSubstr("redirects to https://elsewhere.example/"));
}

TEST(Gateways, TellAFailureBeforeTheSendingFromOneAfterIt) {
    const auto verdict_of = [](TransferFailure kind) {
        return judge(TransferError{.kind = kind, .message = "why"}).verdict;
    };
    EXPECT_EQ(verdict_of(TransferFailure::kNotSent), Verdict::kTryAgain);
    EXPECT_EQ(verdict_of(TransferFailure::kInterrupted), Verdict::kUnclear);
    EXPECT_EQ(verdict_of(TransferFailure::kAborted), Verdict::kUnclear);
    EXPECT_EQ(verdict_of(TransferFailure::kRefused), Verdict::kSetup);
}

TEST(StripeGateway, PostsAFormWithTheAmountInMinorUnits) {
    const auto body = make_gateway("stripe")->body(an_order());
    ASSERT_TRUE(body);
    EXPECT_EQ(body->content_type, "application/x-www-form-urlencoded");
    EXPECT_EQ(body->bytes,
              "amount=1250&currency=eur&destination=acct_9&description=Rent+%26+%22more%22&"
              "transfer_group=tasksched-run-7&metadata%5Bsender%5D=acct_1&metadata%5Btask%5D=3&"
              "metadata%5Brun%5D=7");
}

TEST(StripeGateway, CountsSomeCurrenciesOtherwiseThanIso4217) {
    EXPECT_EQ(stripe_amount(1250, "EUR"), 1250);
    EXPECT_EQ(stripe_amount(500, "JPY"), 500);
    EXPECT_EQ(stripe_amount(5, "ISK"), 500);
    EXPECT_EQ(stripe_amount(5, "UGX"), 500);
    EXPECT_EQ(stripe_amount(500, "MGA"), 5);
    EXPECT_FALSE(stripe_amount(501, "MGA"));
    EXPECT_EQ(stripe_amount(5120, "KWD"), 5120);
    EXPECT_FALSE(stripe_amount(5124, "KWD")) << "the last digit must be 0";
    EXPECT_FALSE(stripe_amount(INT64_MAX, "ISK"));
}

TEST(StripeGateway, JudgesByItsOwnErrors) {
    const auto gateway = make_gateway("stripe");
    const auto judged = [&](const HttpReply& told) { return gateway->judge(told).verdict; };
    EXPECT_EQ(judged(reply(200, R"({"id": "tr_1"})")), Verdict::kBooked);
    EXPECT_EQ(judged(stripe_error(402, "card_error", "card_declined")), Verdict::kRejected);
    EXPECT_EQ(judged(stripe_error(400, "invalid_request_error", "balance_insufficient")),
              Verdict::kRejected);
    EXPECT_EQ(judged(stripe_error(400, "invalid_request_error", "parameter_missing")),
              Verdict::kRefused);
    EXPECT_EQ(judged(stripe_error(404, "invalid_request_error", "resource_missing")),
              Verdict::kRefused);
    EXPECT_EQ(judged(stripe_error(400, "idempotency_error")), Verdict::kUnclear);
    EXPECT_EQ(judged(stripe_error(409, "invalid_request_error", "idempotency_key_in_use")),
              Verdict::kUnclear);
    EXPECT_EQ(judged(stripe_error(429, "invalid_request_error", "rate_limit")), Verdict::kTryAgain);
    EXPECT_EQ(judged(stripe_error(429, "invalid_request_error", "lock_timeout")),
              Verdict::kTryAgain);
    EXPECT_EQ(judged(stripe_error(500, "api_error")), Verdict::kUnclear);
    EXPECT_EQ(judged(stripe_error(401, "invalid_request_error")), Verdict::kSetup);
    EXPECT_EQ(judged(stripe_error(403, "invalid_request_error")), Verdict::kSetup)
        << "the key may not do that; it is no rejection";
    EXPECT_EQ(judged(reply(424)), Verdict::kUnclear);
    EXPECT_EQ(judged(reply(503, "<html>")), Verdict::kUnclear);
    EXPECT_EQ(gateway->judge(stripe_error(402, "card_error", "card_declined")).reply,
              "402: what it says (card_declined)");
}

}  // namespace
}  // namespace tasksched::daemon
