#include "common/model/http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/model/command.h"
#include "common/model/payload.h"

namespace tasksched::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::string_literals;

HttpPayload call(std::string method, std::string url) {
    HttpPayload payload;
    payload.method = std::move(method);
    payload.url = std::move(url);
    return payload;
}

HttpPayload with_header(std::string header) {
    HttpPayload payload = call("GET", "https://example.org/");
    payload.headers = {std::move(header)};
    return payload;
}

std::string refusal(const HttpPayload& payload) {
    const auto checked = check(payload);
    if (checked) {
        return "accepted";
    }
    EXPECT_EQ(checked.error().code, base::ErrorCode::kInvalid);
    EXPECT_EQ(checked.error().message.find('\n'), std::string::npos);
    return checked.error().message;
}

std::string refusal_of_url(const std::string& url) { return refusal(call("GET", url)); }

TEST(Http, NeedsAMethodAndAUrl) {
    EXPECT_THAT(refusal(HttpPayload{}), HasSubstr("give METHOD and URL"));
    EXPECT_THAT(refusal(call("GET", "")), HasSubstr("give METHOD and URL"));
    EXPECT_EQ(refusal(call("GET", "https://example.org")), "accepted");
}

TEST(Http, RefusesWhatIsNoMethod) {
    for (const std::string& method :
         {"get"s, "GE T"s, "GET\r\nX: y"s, "G\0T"s, "GET "s, std::string(33, 'A'), "G\xc3\x84T"s}) {
        EXPECT_THAT(refusal(call(method, "http://h/")), HasSubstr("METHOD")) << method;
    }
    EXPECT_THAT(refusal(call("CONNECT", "http://h/")), HasSubstr("not for tasks"));
    EXPECT_EQ(refusal(call("M-SEARCH", "http://h/")), "accepted");
}

TEST(Http, TakesUrlsOfHttpAndHttps) {
    for (const std::string url :
         {"http://example.org", "HTTPS://Example.org:8443/a/b?c=d&e=%20#f", "http://192.0.2.1:1/",
          "http://[2001:db8::1]/", "http://[2001:db8::1]:65535/x", "http://a_b.example/",
          "http://h?x", "http://h/~{a}|'\"^`<>"}) {
        EXPECT_EQ(refusal_of_url(url), "accepted") << url;
    }
}

TEST(Http, RefusesWhatIsNoSuchUrl) {
    for (const std::string& url : {"http://h/\\x"s,
                                   "example.org"s,
                                   "ftp://example.org/"s,
                                   "file:///etc/passwd"s,
                                   "gopher://h/"s,
                                   "//h/"s,
                                   "http:"s,
                                   "http:/h"s,
                                   "http://"s,
                                   "http:///x"s,
                                   "http://?x"s,
                                   "http://:80/"s,
                                   "http://h:/"s,
                                   "http://h:0/"s,
                                   "http://h:65536/"s,
                                   "http://h:8x/"s,
                                   "http://h:80:80/"s,
                                   "http://[::1/"s,
                                   "http://[zz]/"s,
                                   "http://[]/"s,
                                   "http://[127.0.0.1]/"s,
                                   "http://h%41/"s,
                                   "http://h\\@other/"s,
                                   "http://h/ b"s,
                                   "http://h/\r\nX: y"s,
                                   "http://h/\n"s,
                                   "http://h/\0"s,
                                   "http://h/\t"s,
                                   "http://h/\x7f"s,
                                   "http://h/\xc3\xa4"s,
                                   "http://\xc3\xa4/"s,
                                   "http://h/" + std::string(9000, 'a')}) {
        EXPECT_THAT(refusal_of_url(url), HasSubstr("URL")) << url;
    }
    for (const std::string url : {"http://u@h/", "http://u:p@h/", "http://@h/"}) {
        EXPECT_THAT(refusal_of_url(url), HasSubstr("Authorization")) << url;
    }
}

TEST(Http, RefusesWhatIsNotOneHeader) {
    for (const std::string& header :
         {"X: a\r\nY: b"s, "X: a\nY: b"s, "X: a\rb"s, "X: a\0b"s, "X: a\x1b[0m"s, "X: \xff"s, "X"s,
          ""s, ":"s, ": x"s, "X Y: z"s, "X\r: y"s, "X\n: y"s, "X : y"s, "\xc3\x84: y"s}) {
        EXPECT_THAT(refusal(with_header(header)), HasSubstr("--header: ")) << header;
    }
    for (const std::string header : {"X: a", "X:a", "X:", "X:\ta\tb", "Content-Type: a/b; c=\"d\"",
                                     "X: \xc3\xa4", "Host: other.example", "x!#$%&'*+.^_`|~: y"}) {
        EXPECT_EQ(refusal(with_header(header)), "accepted") << header;
    }
}

TEST(Http, RefusesHeadersThatSayWhereTheMessageEnds) {
    for (const std::string header :
         {"Content-Length: 5", "content-length: 5", "Transfer-Encoding: chunked", "Connection: x",
          "Upgrade: h2c", "TE: trailers", "Trailer: x", "Expect: 100-continue"}) {
        EXPECT_THAT(refusal(with_header(header)), HasSubstr("leave it out")) << header;
    }
}

TEST(Http, TakesTextOfAnyLinesAsItsBody) {
    HttpPayload payload = call("POST", "http://h/");
    payload.body = "a\r\n\r\nGET / HTTP/1.1\r\n\xc3\xa4";
    EXPECT_EQ(refusal(payload), "accepted");
    payload.body = "a\0b"s;
    EXPECT_THAT(refusal(payload), HasSubstr("--data: UTF-8 text without NUL"));
    payload.body = "\xff";
    EXPECT_THAT(refusal(payload), HasSubstr("--data: UTF-8 text without NUL"));
    payload.body = std::string(kMaxPayloadBytes + 1, 'a');
    EXPECT_THAT(refusal(payload), HasSubstr("65536 are allowed"));
    payload.body = "x";
    payload.method = "HEAD";
    EXPECT_THAT(refusal(payload), HasSubstr("no body"));
}

TEST(Http, RefusesAReferenceToNoSecret) {
    EXPECT_EQ(refusal(with_header("A: Bearer @secret:my_token-1.")), "accepted");
    EXPECT_THAT(refusal(with_header("A: @secret:")), HasSubstr("name of a secret"));
    EXPECT_THAT(refusal(with_header("A: @secret:../x")), HasSubstr("name of a secret"));
    HttpPayload payload = call("POST", "http://h/");
    payload.body = "@secret:" + std::string(65, 'a');
    EXPECT_THAT(refusal(payload), HasSubstr("--data: "));
}

TEST(Http, IsSetByItsOptions) {
    TaskSpec spec;
    spec.type_options = {{"method", {"POST"}},
                         {"url", {"https://h/x"}},
                         {"header", {"A: 1", "B: 2"}},
                         {"data", {"body"}},
                         {"expect", {"404,200-299"}}};
    HttpPayload payload;
    ASSERT_TRUE(apply_options(spec, payload));
    EXPECT_EQ(payload.method, "POST");
    EXPECT_EQ(payload.url, "https://h/x");
    EXPECT_THAT(payload.headers, ElementsAre("A: 1", "B: 2"));
    EXPECT_EQ(payload.body, "body");
    EXPECT_EQ(payload.expect.text(), "200-299,404");
    EXPECT_EQ(summary(payload), "POST https://h/x");
    EXPECT_EQ(field(payload, "url"), "https://h/x");
    EXPECT_EQ(field(payload, "program"), std::nullopt);
}

TEST(Http, KeepsWhatAnUpdateDoesNotName) {
    TaskSpec spec;
    spec.type_options = {
        {"method", {"PUT"}}, {"url", {"https://h/"}}, {"header", {"A: 1"}}, {"data", {"body"}}};
    HttpPayload payload;
    ASSERT_TRUE(apply_options(spec, payload));
    TaskSpec change;
    change.type_options = {{"expect", {"201"}}};
    ASSERT_TRUE(apply_options(change, payload));
    EXPECT_EQ(payload.method, "PUT");
    EXPECT_THAT(payload.headers, ElementsAre("A: 1"));
    change.type_options = {{"header", {"none"}}, {"data", {""}}};
    ASSERT_TRUE(apply_options(change, payload));
    EXPECT_THAT(payload.headers, IsEmpty());
    EXPECT_EQ(payload.body, "");
    EXPECT_EQ(payload.expect.text(), "201");
}

TEST(Http, RefusesWhatIsForPrograms) {
    TaskSpec spec;
    spec.type_options = {{"method", {"GET"}}, {"url", {"https://h/"}}};
    spec.retry_on = "75";
    HttpPayload payload;
    EXPECT_THAT(apply_options(spec, payload).error().message, HasSubstr("--retry-on"));
    spec.retry_on.reset();
    spec.shell = "true";
    Payload any = payload;
    EXPECT_THAT(apply_options(spec, any).error().message, HasSubstr("runs no program"));
}

TEST(Http, IsTriedFiveTimesMoreByDefault) {
    EXPECT_EQ(HttpPayload::kType.policies.retries, 5);
    EXPECT_EQ(HttpPayload::kType.policies.backoff, Backoff{});
    EXPECT_EQ(HttpPayload::kType.policies.on_crash, OnCrash::kAsk);
}

TEST(Http, IsJsonWithItsOptionsAsKeys) {
    HttpPayload payload = call("POST", "http://h/\"");
    payload.headers = {"A: 1"};
    EXPECT_EQ(to_json(payload), R"({"method":"POST","url":"http://h/\"","header":["A: 1"],)"
                                R"("data":null,"expect":"200-299"})");
}

TEST(HttpStatuses, AreReadAndWrittenAsRanges) {
    EXPECT_EQ(HttpStatuses::parse("200")->text(), "200");
    EXPECT_EQ(HttpStatuses::parse("599,200-204,203-206")->text(), "200-206,599");
    EXPECT_EQ(HttpStatuses::successes().text(), "200-299");
    EXPECT_TRUE(HttpStatuses::successes().contains(299));
    EXPECT_FALSE(HttpStatuses::successes().contains(300));
    EXPECT_FALSE(HttpStatuses::successes().contains(-1));
    EXPECT_FALSE(HttpStatuses::successes().has_redirect());
    EXPECT_TRUE(HttpStatuses::parse("302")->has_redirect());
    for (const std::string text :
         {"", "199", "600", "2xx", "200-", "-200", "299-200", "200,,201", "200 ", "200-299-300"}) {
        EXPECT_FALSE(HttpStatuses::parse(text)) << text;
    }
}

}  // namespace
}  // namespace tasksched::model
