// Calls of type http by the real daemon: what a server received, and what became of the run.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "tests/integration/daemon/store_view.h"
#include "tests/support/nginx.h"
#include "tests/support/scripted_server.h"

namespace tasksched::support {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

using Words = std::vector<std::string>;

constexpr const char* kLoopbackAllowed = "[http]\nallow = [\"127.0.0.0/8\", \"::1\"]\n";

/// `schedule --in 1s` with these words behind it.
std::string call(const DaemonFixture& daemon, Words words) {
    words.insert(words.begin(), {"schedule", "--in", "1s"});
    return daemon.must(words);
}

/// The value of a header in a request that a server received; empty where it has none.
std::string header_of(const std::string& request, const std::string& name) {
    const std::string begin = "\r\n" + name + ": ";
    const auto at = request.find(begin);
    return at == std::string::npos
               ? ""
               : request.substr(at + begin.size(),
                                request.find("\r\n", at + 2) - at - begin.size());
}

TEST(Http, IsCalledOverTls) {
    const TestAuthority authority;
    const Certificate certificate = authority.issue("DNS:localhost");
    const Nginx server("location / { return 200 'all is well'; }", &certificate);
    DaemonFixture daemon;
    daemon.configure(std::string(kLoopbackAllowed) + "ca_file = \"" + authority.file() + "\"\n");
    daemon.start();
    const auto id = call(daemon, {"http", "GET", server.url("/health", "localhost")});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    const auto run = runs_of(daemon, id).front();
    EXPECT_EQ(run.at("detail"), "HTTP 200 OK");
    EXPECT_EQ(daemon.must({"logs", newest_run_of(daemon, id)}), "all is well");
    EXPECT_THAT(server.log(), StartsWith("GET /health HTTP/1.1 200"));
}

TEST(Http, IsNotCalledWhereTheCertificateIsNotTrusted) {
    const TestAuthority authority;
    const Certificate certificate = authority.issue("DNS:localhost");
    const Nginx server("location / { return 200; }", &certificate);
    DaemonFixture daemon;
    daemon.configure(kLoopbackAllowed);
    daemon.start();
    const auto id = call(daemon, {"--retries", "0", "http", "GET", server.url("/", "localhost")});
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    EXPECT_THAT(runs_of(daemon, id).front().at("detail").get<std::string>(),
                HasSubstr("certificate"));
    EXPECT_THAT(server.log(), IsEmpty());
}

TEST(Http, IsNotCalledOnThisMachineUnlessThatIsAllowed) {
    ScriptedServer server([](const std::string&) { return http_reply(200); });
    DaemonFixture daemon;
    daemon.start();
    for (const std::string& url : {server.url(), fmt::format("http://localhost:{}/", server.port()),
                                   fmt::format("http://2130706433:{}/", server.port())}) {
        const auto id = call(daemon, {"http", "GET", url});
        ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1)) << url;
        const auto run = runs_of(daemon, id).front();
        EXPECT_EQ(run.at("attempt"), 1) << "it is not tried again";
        EXPECT_THAT(run.at("detail").get<std::string>(), HasSubstr("may not be called"));
    }
    EXPECT_EQ(server.connections(), 0U);
}

TEST(Http, IsTriedAgainUnderTheSameKeyUntilTheServerCan) {
    int count = 0;
    ScriptedServer server([&](const std::string&) {
        ++count;
        return count < 3 ? http_reply(count == 1 ? 503 : 429, "Retry-After: 1\r\n")
                         : http_reply(201);
    });
    DaemonFixture daemon;
    daemon.configure(kLoopbackAllowed);
    daemon.start();
    const auto id =
        call(daemon, {"--backoff", "1s..1s", "http", "POST", server.url(), "--data", "same"});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    EXPECT_EQ(runs_of(daemon, id).front().at("attempt"), 3);
    const auto requests = server.requests();
    ASSERT_THAT(requests, SizeIs(3));
    EXPECT_THAT(header_of(requests[0], "Idempotency-Key"), StartsWith(id + "-"));
    for (const std::string& request : requests) {
        EXPECT_EQ(request, requests[0]);
    }
}

TEST(Http, WaitsAsLongAsTheServerAsks) {
    ScriptedServer server(
        [](const std::string&) { return http_reply(503, "Retry-After: 7200\r\n"); });
    DaemonFixture daemon;
    daemon.configure(kLoopbackAllowed);
    daemon.start();
    const auto id = call(daemon, {"--backoff", "1s..1s", "http", "GET", server.url()});
    ASSERT_TRUE(eventually_runs(daemon, id, "waiting", 1));
    const auto run = runs_of(daemon, id).front();
    EXPECT_EQ(run.at("detail"), "HTTP 503 Told; asks to wait 7200 s");
    // Two hours, as the texts of both times tell: the next attempt is not in the same hour.
    EXPECT_NE(run.at("next_attempt_at").get<std::string>().substr(0, 13),
              run.at("finished_at").get<std::string>().substr(0, 13));
}

TEST(Http, FailsForGoodByAStatusThatIsNotExpected) {
    int status = 404;
    ScriptedServer server([&](const std::string&) { return http_reply(status, "", "no such"); });
    DaemonFixture daemon;
    daemon.configure(kLoopbackAllowed);
    daemon.start();
    const auto missing = call(daemon, {"http", "GET", server.url()});
    ASSERT_TRUE(eventually_runs(daemon, missing, "failed", 1));
    EXPECT_EQ(runs_of(daemon, missing).front().at("attempt"), 1);
    EXPECT_EQ(runs_of(daemon, missing).front().at("detail"), "HTTP 404 Told");
    const auto expected = call(daemon, {"http", "GET", server.url(), "--expect", "200,404"});
    ASSERT_TRUE(eventually_runs(daemon, expected, "succeeded", 1));
}

TEST(Http, EndsWhenItsRunIsKilled) {
    ScriptedServer server([](const std::string&) {
        return ScriptedReply{.bytes = "", .then = ScriptedReply::Then::kHang};
    });
    DaemonFixture daemon;
    daemon.configure(kLoopbackAllowed);
    daemon.start();
    const auto id = call(daemon, {"http", "GET", server.url()});
    ASSERT_TRUE(eventually([&] { return server.requests().size() == 1; }));
    daemon.must({"kill", newest_run_of(daemon, id)});
    ASSERT_TRUE(eventually_runs(daemon, id, "cancelled", 1));
    EXPECT_EQ(runs_of(daemon, id).front().at("reason"), "killed");
}

TEST(Http, EndsAtItsTimeout) {
    ScriptedServer server([](const std::string&) {
        return ScriptedReply{.bytes = "HTTP/1.1 200 OK\r\n", .then = ScriptedReply::Then::kHang};
    });
    DaemonFixture daemon;
    daemon.configure(kLoopbackAllowed);
    daemon.start();
    const auto id =
        call(daemon, {"--timeout", "1s", "--retries", "0", "http", "GET", server.url()});
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    EXPECT_EQ(runs_of(daemon, id).front().at("reason"), "timeout");
}

TEST(Http, IsCalledAgainAfterACrashWhereItsPolicySaysSo) {
    bool hangs = true;
    ScriptedServer server([&](const std::string&) {
        return hangs ? ScriptedReply{.bytes = "", .then = ScriptedReply::Then::kHang}
                     : http_reply(200);
    });
    DaemonFixture daemon;
    daemon.configure(kLoopbackAllowed);
    daemon.start();
    const auto asks = call(daemon, {"http", "POST", server.url("/asks")});
    const auto retries =
        call(daemon, {"--on-crash", "retry", "http", "POST", server.url("/again")});
    ASSERT_TRUE(eventually([&] { return server.requests().size() == 2; }));
    daemon.kill();
    hangs = false;
    daemon.start();
    ASSERT_TRUE(eventually_runs(daemon, retries, "succeeded", 1));
    ASSERT_TRUE(eventually_runs(daemon, asks, "unknown", 1));
    auto requests = server.requests();
    ASSERT_THAT(requests, SizeIs(3));
    const std::string last = requests.back();
    EXPECT_THAT(last, StartsWith("POST /again "));
    requests.pop_back();
    EXPECT_NE(std::find(requests.begin(), requests.end(), last), requests.end())
        << "the same bytes, its key among them";
}

TEST(Http, SendsWhatItsTextsHoldAsDataOrNotAtAll) {
    ScriptedServer server([](const std::string&) { return http_reply(200); });
    DaemonFixture daemon;
    daemon.configure(kLoopbackAllowed);
    daemon.start();
    const std::string url = server.url();
    const std::vector<Words> refused{
        {"http", "GET\r\nX-Evil: 1", url},
        {"http", "GET /evil HTTP/1.1\r\n\r\nGET", url},
        {"http", "GET", url + " HTTP/1.1\r\nX-Evil: 1"},
        {"http", "GET", url + "\nevil"},
        {"http", "GET", url, "--header", "X: a\r\nX-Evil: 1"},
        {"http", "GET", url, "--header", "X: a\nX-Evil: 1"},
        {"http", "GET", url, "--header", "X\r\nX-Evil: 1"},
        {"http", "POST", url, "--data", "x", "--header", "Content-Length: 0"},
        {"http", "POST", url, "--data", "x", "--header", "Transfer-Encoding: chunked"},
        {"http", "GET", url, "--expect", "200\r\n"},
    };
    for (Words words : refused) {
        words.insert(words.begin(), {"schedule", "--in", "1s"});
        const auto result = daemon.tasksched(words);
        EXPECT_EQ(result.exit_code, 2) << words[4];
        EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    }
    for (const std::string field : {"method", "url", "header", "data"}) {
        std::map<std::string, std::string> fields{
            {"method", "GET"}, {"url", url}, {"header", "X: y"}, {"data", "z"}};
        fields[field] += "\\u0000evil";
        std::string line = R"({"in": "1s", "type": "http")";
        for (const auto& [key, value] : fields) {
            line += fmt::format(R"(, "{}": "{}")", key, value);
        }
        const auto result = daemon.tasksched({"schedule", "--batch", "-"}, line + "}\n");
        EXPECT_EQ(result.exit_code, 2) << field;
    }
    EXPECT_EQ(daemon.must({"list", "--all"}), "");

    const std::string body = "a\r\n\r\nGET /evil HTTP/1.1\r\nHost: x\r\n\r\n.\r\n\x1b[31m\xc3\xa4";
    const auto id = call(daemon, {"http", "POST", server.url("/?q=%0d%0aX-Evil:%201"), "--data",
                                  body, "--header", "X: tab\there, \xc3\xa4"});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    EXPECT_THAT(server.requests(),
                ElementsAre(AllOf(StartsWith("POST /?q=%0d%0aX-Evil:%201 HTTP/1.1\r\n"),
                                  Not(HasSubstr("\nX-Evil")), EndsWith("\r\n\r\n" + body),
                                  HasSubstr("\r\nX: tab\there, \xc3\xa4\r\n"))));
}

/// All that stands in the files of the directory and below, but for those of secrets.
std::string content_of(const std::string& directory) {
    ProcessSpec spec;
    spec.program = "/bin/sh";
    spec.arguments = {"-c", "find \"$1\" -type f ! -path '*/secrets/*' -exec cat {} +", "sh",
                      directory};
    return run(spec).out;
}

TEST(Http, HasItsSecretsInNoRecord) {
    const std::string secret = "canary-7c4e1b9a52";
    ScriptedServer server([](const std::string& request) {
        return http_reply(500, "X-Back: " + header_of(request, "X-Key") + "\r\n",
                          "you sent " + request);
    });
    DaemonFixture daemon;
    daemon.configure(kLoopbackAllowed);
    const std::string file = daemon.home().write(".config/tasksched/secrets/key", secret + "\n");
    ::chmod(file.c_str(), 0600);
    daemon.start();
    const auto id = call(daemon, {"--retries", "0", "http", "POST", server.url(), "--header",
                                  "X-Key: @secret:key", "--data", "{\"key\": \"@secret:key\"}"});
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    EXPECT_THAT(server.requests(), ElementsAre(AllOf(HasSubstr("\r\nX-Key: " + secret + "\r\n"),
                                                     EndsWith("{\"key\": \"" + secret + "\"}"))));
    const std::string process = fmt::format("/proc/{}/", daemon.pid());
    for (const std::string& place : {process + "environ", process + "cmdline"}) {
        std::ifstream stream(place);
        const std::string text{std::istreambuf_iterator<char>(stream), {}};
        EXPECT_THAT(text, Not(HasSubstr(secret))) << place;
    }
    const auto run_id = newest_run_of(daemon, id);
    for (const Words& words :
         {Words{"show", id}, {"--json", "show", id}, {"--json", "runs", id}, {"logs", run_id}}) {
        EXPECT_THAT(daemon.must(words), Not(HasSubstr(secret))) << words[0];
    }
    EXPECT_THAT(daemon.must({"logs", run_id}), HasSubstr("X-Key: @secret:key"));
    daemon.stop();
    EXPECT_THAT(content_of(daemon.home().path()), Not(HasSubstr(secret)));
    EXPECT_THAT(daemon.log(), Not(HasSubstr(secret)));
}

TEST(Http, IsChangedByItsFields) {
    DaemonFixture daemon;
    daemon.must({"schedule", "--in", "1h", "--name", "a", "http", "GET", "https://old.example/"});
    daemon.must({"schedule", "--in", "1h", "--name", "b", "http", "GET", "https://other.example/"});
    daemon.must({"update", "--all", "--type", "http", "--where", "url=https://old.example/",
                 "--url", "https://new.example/"});
    EXPECT_THAT(daemon.must({"show", "a"}), HasSubstr("GET https://new.example/"));
    EXPECT_THAT(daemon.must({"show", "b"}), HasSubstr("GET https://other.example/"));
    const auto refused = daemon.tasksched({"update", "a", "--url", "ftp://new.example/"});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("URL: 'ftp://new.example/': http://... or https://..."));
}

}  // namespace
}  // namespace tasksched::support
