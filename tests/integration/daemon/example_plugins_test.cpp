// The plugins of share/plugins, against a server that stands in for the real one.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/integration/daemon/installed_plugin.h"
#include "tests/integration/daemon/store_view.h"

namespace tasksched::support {
namespace {

using testing::HasSubstr;

ProcessSpec stand_in(const std::string& directory) {
    ProcessSpec spec;
    spec.program = "/usr/bin/python3";
    spec.arguments = {TASKSCHED_TEST_HTTP_STAND_IN, directory};
    return spec;
}

/// A daemon with the examples as they are installed, and a server.
class ExamplePlugins : public testing::Test {
  protected:
    ExamplePlugins() : server_(stand_in(daemon_.home().path())) {
        for (const char* name : {"slack.toml", "slack.sh", "upload.toml", "upload.sh"}) {
            install(name);
        }
        if (!eventually([&] { return !daemon_.home().read("port").empty(); })) {
            throw std::runtime_error("the server does not start: " + server_.err());
        }
        const std::string webhook =
            daemon_.home().write("secrets/slack", url("/hooks/T0/s3cret") + "\n");
        const std::string token = daemon_.home().write("secrets/token", "t0ken\n");
        EXPECT_EQ(::chmod(webhook.c_str(), 0600), 0);
        EXPECT_EQ(::chmod(token.c_str(), 0600), 0);
        use_plugins(daemon_,
                    fmt::format("[http]\nsecrets = \"{}\"\n", daemon_.home().file("secrets")));
        daemon_.start();
    }

    void install(const std::string& name) {
        const std::string to = daemon_.home().write("plugins/" + name, "");
        std::filesystem::copy_file(std::string(TASKSCHED_TEST_PLUGINS) + "/" + name, to,
                                   std::filesystem::copy_options::overwrite_existing);
        EXPECT_EQ(::chmod(to.c_str(), name.ends_with(".sh") ? 0755 : 0644), 0);
        EXPECT_EQ(::chmod(daemon_.home().file("plugins").c_str(), 0755), 0);
    }

    [[nodiscard]] std::string url(const std::string& path) const {
        return "http://127.0.0.1:" + daemon_.home().read("port") + path;
    }

    std::string schedule(std::vector<std::string> words) {
        std::vector<std::string> all{"schedule", "--in", "1s", "--backoff", "1s..1s"};
        all.insert(all.end(), words.begin(), words.end());
        return daemon_.must(std::move(all));
    }

    [[nodiscard]] std::vector<nlohmann::json> requests() const {
        return json_lines(daemon_.home().read("requests"));
    }

    DaemonFixture daemon_;
    Process server_;
};

TEST_F(ExamplePlugins, PostAMessageToAWebhook) {
    const std::string text = "say \"hi\" \\ & <b>\nline two ☃ $HOME `id`";
    const auto id = schedule({"slack", "--set", "channel=ops", "--set", "text=" + text});
    ASSERT_TRUE(eventually_runs(daemon_, id, "succeeded", 1))
        << daemon_.must({"logs", newest_run_of(daemon_, id)});
    const auto sent = requests();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].at("method"), "POST");
    EXPECT_EQ(sent[0].at("path"), "/hooks/T0/s3cret");
    EXPECT_EQ(sent[0].at("headers").at("content-type"), "application/json");
    EXPECT_EQ(nlohmann::json::parse(sent[0].at("body").get<std::string>()),
              (nlohmann::json{{"channel", "ops"}, {"text", text}}));
    EXPECT_THAT(daemon_.must({"runs", id}), HasSubstr("succeeded"));
}

TEST_F(ExamplePlugins, TryAMessageAgainWhereTheWebhookIsBusyAndNotWhereItRefuses) {
    daemon_.home().write("answers", "503 429 404");
    const auto id = schedule({"slack", "--set", "text=x"});
    ASSERT_TRUE(eventually_runs(daemon_, id, "failed", 1));
    const auto run = runs_of(daemon_, id).front();
    EXPECT_EQ(run.at("attempt"), 3);
    EXPECT_EQ(run.at("detail"), "exit status 65: the webhook refused the message");
    EXPECT_THAT(daemon_.must({"logs", newest_run_of(daemon_, id)}),
                HasSubstr("the webhook answered 404"));
    EXPECT_EQ(requests().size(), 3U);
}

TEST_F(ExamplePlugins, UploadAFile) {
    daemon_.home().write("answers", "201");
    const std::string file = daemon_.home().write("report [1].txt", "content ☃\n");
    const auto id = schedule({"upload", "--set", "file=" + file, "--set", "url=" + url("/in/"),
                              "--set", "token=token", "--set", "content_type=text/plain"});
    ASSERT_TRUE(eventually_runs(daemon_, id, "succeeded", 1))
        << daemon_.must({"logs", newest_run_of(daemon_, id)});
    const auto sent = requests();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].at("method"), "PUT");
    EXPECT_THAT(sent[0].at("path").get<std::string>(), testing::StartsWith("/in/report"));
    EXPECT_EQ(sent[0].at("body"), "content ☃\n");
    EXPECT_EQ(sent[0].at("headers").at("authorization"), "Bearer t0ken");
    EXPECT_EQ(sent[0].at("headers").at("content-type"), "text/plain");
    EXPECT_THAT(sent[0].at("headers").at("idempotency-key").get<std::string>(),
                testing::StartsWith(id + "-"));
}

TEST_F(ExamplePlugins, DoNotTryAFileAgainThatIsNotThere) {
    const auto id = schedule(
        {"upload", "--set", "file=" + daemon_.home().file("none"), "--set", "url=" + url("/in/")});
    ASSERT_TRUE(eventually_runs(daemon_, id, "failed", 1));
    EXPECT_EQ(runs_of(daemon_, id).front().at("detail"), "exit status 66: the file cannot be read");
    EXPECT_TRUE(requests().empty());
}

}  // namespace
}  // namespace tasksched::support
