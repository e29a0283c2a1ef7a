#include "daemon/plugins/http/http_attempt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <string>

#include "tests/support/temporary_home.h"

namespace tasksched::daemon {
namespace {

using namespace std::chrono_literals;
using model::Outcome;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

struct HttpAttempt : testing::Test {
    support::TemporaryHome home;
    Secrets secrets{home.path()};
    AttemptContext context;
    model::HttpPayload payload;

    HttpAttempt() {
        payload.method = "POST";
        payload.url = "https://example.org/";
        context.run.task_id = model::TaskId{7};
        context.run.id = model::RunId{9};
        context.run.scheduled_for = time::Second(1000s);
    }

    void keep_secret(const std::string& name, const std::string& value) {
        ::chmod(home.write(name, value).c_str(), 0600);
    }

    model::AttemptResult judge(int status) {
        HttpReply reply;
        reply.status = status;
        reply.url = payload.url;
        return judge_http_reply(payload, reply, secrets);
    }
};

TEST_F(HttpAttempt, SendsTheOccurrencesKeyUnlessTheTaskHasOne) {
    const auto request = make_http_request(context, payload, secrets);
    ASSERT_TRUE(request);
    EXPECT_THAT(request->headers, ElementsAre("Idempotency-Key: 7-1000"));
    context.attempt = 3;
    EXPECT_EQ(make_http_request(context, payload, secrets)->headers, request->headers);
    payload.headers = {"idempotency-KEY: mine"};
    EXPECT_THAT(make_http_request(context, payload, secrets)->headers,
                ElementsAre("idempotency-KEY: mine"));
}

TEST_F(HttpAttempt, TellsWhatItsBodyIsUnlessTheTaskDoes) {
    payload.body = "a=b";
    EXPECT_THAT(make_http_request(context, payload, secrets)->headers,
                Contains("Content-Type: application/x-www-form-urlencoded"));
    payload.headers = {"content-type: application/json"};
    EXPECT_THAT(make_http_request(context, payload, secrets)->headers,
                Not(Contains(HasSubstr("urlencoded"))));
}

TEST_F(HttpAttempt, HasTheTimeOfItsTask) {
    EXPECT_EQ(make_http_request(context, payload, secrets)->timeout, 300s);
    context.policies.timeout = 10s;
    EXPECT_EQ(make_http_request(context, payload, secrets)->timeout, 10s);
}

TEST_F(HttpAttempt, FollowsRedirectsUnlessTheyAreWhatIsExpected) {
    EXPECT_EQ(make_http_request(context, payload, secrets)->redirects, Redirects::kFollow);
    payload.expect = model::HttpStatuses::parse("302").value();
    EXPECT_EQ(make_http_request(context, payload, secrets)->redirects, Redirects::kReturn);
}

TEST_F(HttpAttempt, FillsSecretsIn) {
    keep_secret("token", "hunter2\n");
    keep_secret("t", "tee");
    payload.headers = {"Authorization: Bearer @secret:token", "X: @secret:t,@secret:token."};
    payload.body = R"({"a": "@secret:t"})";
    const auto request = make_http_request(context, payload, secrets);
    ASSERT_TRUE(request) << request.error().message;
    EXPECT_THAT(request->headers, Contains("Authorization: Bearer hunter2"));
    EXPECT_THAT(request->headers, Contains("X: tee,hunter2."));
    EXPECT_EQ(request->body, R"({"a": "tee"})");
}

TEST_F(HttpAttempt, NamesTheSecretThatCannotBeRead) {
    payload.headers = {"X: @secret:none"};
    EXPECT_THAT(make_http_request(context, payload, secrets).error().message,
                HasSubstr("the secret 'none' cannot be read"));
    ::chmod(home.write("open", "hunter2").c_str(), 0644);
    payload.headers = {"X: @secret:open"};
    const std::string message = make_http_request(context, payload, secrets).error().message;
    EXPECT_THAT(message, HasSubstr("chmod 600"));
    EXPECT_THAT(message, Not(HasSubstr("hunter2")));
    keep_secret("two", "a\r\nX-Evil: b\n");
    payload.headers = {"X: @secret:two"};
    EXPECT_THAT(make_http_request(context, payload, secrets).error().message,
                HasSubstr("one line is expected"));
}

TEST_F(HttpAttempt, SucceedsWithWhatIsExpectedAlone) {
    EXPECT_EQ(judge(200).outcome, Outcome::kSuccess);
    EXPECT_EQ(judge(299).outcome, Outcome::kSuccess);
    payload.expect = model::HttpStatuses::parse("404,503").value();
    EXPECT_EQ(judge(404).outcome, Outcome::kSuccess);
    EXPECT_EQ(judge(503).outcome, Outcome::kSuccess);
    EXPECT_EQ(judge(200).outcome, Outcome::kPermanent);
}

TEST_F(HttpAttempt, IsTriedAgainWhereItMayEndOtherwise) {
    for (const int status : {408, 425, 429, 500, 501, 502, 503, 504, 599}) {
        EXPECT_EQ(judge(status).outcome, Outcome::kTransient) << status;
    }
    for (const int status :
         {301, 302, 304, 400, 401, 402, 403, 404, 405, 409, 410, 422, 424, 451}) {
        EXPECT_EQ(judge(status).outcome, Outcome::kPermanent) << status;
    }
}

TEST_F(HttpAttempt, TellsTheStatusAndKeepsTheBody) {
    HttpReply reply;
    reply.status = 429;
    reply.reason = "Slow \x1b[31mdown";
    reply.url = "https://example.org/elsewhere";
    reply.body = "wait";
    reply.total_bytes = 4;
    reply.retry_after = 90s;
    const auto result = judge_http_reply(payload, reply, secrets);
    EXPECT_EQ(result.detail,
              "HTTP 429 Slow \\x1B[31mdown from https://example.org/elsewhere; asks to wait 90 s");
    EXPECT_EQ(result.output.head, "wait");
    EXPECT_EQ(result.output.left_out(), 0);
    EXPECT_EQ(result.retry_after, 90s);
}

TEST_F(HttpAttempt, TakesSecretsOutOfWhatTheServerSendsBack) {
    keep_secret("token", "hunter2");
    keep_secret("longer", "hunter22");
    payload.headers = {"A: @secret:token", "B: @secret:longer"};
    const auto request = make_http_request(context, payload, secrets);
    ASSERT_TRUE(request);
    HttpReply reply;
    reply.status = 200;
    reply.url = "https://example.org/?t=hunter2";
    reply.body = "hunter22 hunter2";
    reply.total_bytes = 16;
    auto result = judge_http_reply(payload, reply, secrets);
    EXPECT_EQ(result.output.head, "@secret:longer @secret:token");
    EXPECT_EQ(result.output.left_out(), 0);
    EXPECT_THAT(result.detail, Not(HasSubstr("hunter")));

    // Where the cap would cut one in two.
    reply.body = std::string((64 << 10) - 3, 'x') + "hunter2" + std::string(100, 'y');
    reply.total_bytes = static_cast<std::int64_t>(reply.body.size());
    reply.body.resize(request->reply_cap);
    result = judge_http_reply(payload, reply, secrets);
    EXPECT_EQ(result.output.head.size(), std::size_t{64} << 10);
    EXPECT_THAT(result.output.head, Not(HasSubstr("hun")));
    EXPECT_GT(result.output.left_out(), 0);
}

TEST_F(HttpAttempt, IsTriedAgainAfterAFailureButNotARefusal) {
    const auto judged = [&](TransferFailure kind) {
        TransferError error;
        error.kind = kind;
        error.message = "why";
        return judge_http_failure(error, secrets).outcome;
    };
    EXPECT_EQ(judged(TransferFailure::kNotSent), Outcome::kTransient);
    EXPECT_EQ(judged(TransferFailure::kInterrupted), Outcome::kTransient);
    EXPECT_EQ(judged(TransferFailure::kRefused), Outcome::kPermanent);
}

}  // namespace
}  // namespace tasksched::daemon
