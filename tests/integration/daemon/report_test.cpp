// Reports: what a program printed, mailed, and the program run once whatever happens to the mail.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "tests/integration/daemon/mail_setting.h"
#include "tests/integration/daemon/store_view.h"
#include "tests/support/eventually.h"

namespace tasksched::support {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A daemon that mails to a server, and a file in which programs count themselves.
class Report : public testing::Test {
  protected:
    void SetUp() override {
        daemon_.configure(section_for(server_));
        daemon_.start();
    }

    std::string schedule(std::vector<std::string> options) {
        std::vector<std::string> words{"schedule", "--in",      "1s",    "--notify",
                                       "none",     "--backoff", "1s..1s"};
        std::move(options.begin(), options.end(), std::back_inserter(words));
        return daemon_.must(words);
    }

    /// The words of a shell that count and print.
    std::string counting(const std::string& then) {
        return "echo run >>" + daemon_.home().file("ran") + "; " + then;
    }

    std::size_t times_run() {
        const std::string ran = daemon_.home().read("ran");
        return static_cast<std::size_t>(std::count(ran.begin(), ran.end(), '\n'));
    }

    nlohmann::json newest_run(const std::string& task) { return runs_of(daemon_, task).front(); }

    /// How often its newest run was tried; 0 where there is none yet.
    int attempts_of(const std::string& task) {
        const auto runs = runs_of(daemon_, task);
        return runs.empty() ? 0 : runs.front().at("attempt").get<int>();
    }

    SmtpServer server_;
    DaemonFixture daemon_;
};

TEST_F(Report, MailsWhatTheProgramPrinted) {
    const auto id = schedule({"--name", "usage", "report", "--to", "ada@example.org", "--to",
                              "bob@example.org", "--", "/bin/echo", "used 81%"});
    ASSERT_TRUE(eventually_runs(daemon_, id, "succeeded", 1));
    const auto mails = server_.received();
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_EQ(mails[0].to, (std::vector<std::string>{"ada@example.org", "bob@example.org"}));
    EXPECT_THAT(mails[0].content, HasSubstr("used 81%"));
    EXPECT_THAT(header_values(mails[0].content, "Subject")[0], testing::StartsWith("usage, 20"));
    EXPECT_THAT(mails[0].content, HasSubstr("usage-20"));
    EXPECT_EQ(newest_run(id).at("exit_code"), 0);
    EXPECT_THAT(daemon_.must({"logs", newest_run_of(daemon_, id)}), HasSubstr("used 81%"));
}

TEST_F(Report, SendsWhatAFailingProgramPrintedAndFails) {
    const auto id = schedule(
        {"report", "--to", "ada@example.org", "--shell", counting("echo half of it; exit 3")});
    ASSERT_TRUE(eventually_runs(daemon_, id, "failed", 1));
    const auto mails = server_.received();
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_THAT(header_values(mails[0].content, "Subject")[0], testing::StartsWith("FAILED: "));
    EXPECT_THAT(mails[0].content, HasSubstr("half of it"));
    EXPECT_EQ(newest_run(id).at("exit_code"), 3);
    EXPECT_EQ(times_run(), 1U);
}

TEST_F(Report, IsATableInHtml) {
    const auto id =
        schedule({"report", "--to", "ada@example.org", "--subject", "Sizes", "--format", "html",
                  "--attach-as", "sizes.html", "--shell", "printf 'name,size\\n<b>,1\\n'"});
    ASSERT_TRUE(eventually_runs(daemon_, id, "succeeded", 1));
    const auto mail = server_.received().at(0);
    EXPECT_EQ(header_values(mail.content, "Subject"), std::vector<std::string>{"Sizes"});
    EXPECT_THAT(mail.content, HasSubstr("text/html"));
    EXPECT_THAT(mail.content, HasSubstr("sizes.html"));
    EXPECT_THAT(mail.content, Not(HasSubstr("<td><b>")));
}

TEST_F(Report, IsMailedAgainWithoutRunningAgain) {
    const auto id = schedule({"report", "--to", "grey@example.org", "--to", "ada@example.org",
                              "--shell", counting("echo once")});
    ASSERT_TRUE(eventually_runs(daemon_, id, "succeeded", 1));
    const auto mails = server_.received();
    ASSERT_EQ(mails.size(), 2U);
    EXPECT_EQ(mails[0].to, std::vector<std::string>{"ada@example.org"});
    EXPECT_EQ(mails[1].to, std::vector<std::string>{"grey@example.org"}) << "the rest alone";
    EXPECT_EQ(header_values(mails[0].content, "Message-ID"),
              header_values(mails[1].content, "Message-ID"));
    EXPECT_EQ(newest_run(id).at("attempt"), 2);
    EXPECT_EQ(times_run(), 1U);
}

TEST_F(Report, IsMailedByTheNextDaemonWithoutRunningAgain) {
    server_.stop();
    const auto id = schedule({"--retries", "100", "report", "--to", "ada@example.org", "--shell",
                              counting("echo once")});
    ASSERT_TRUE(eventually([&] { return attempts_of(id) >= 2; }));
    daemon_.kill();
    daemon_.kill_supervisor();
    server_.restart();
    daemon_.start();
    ASSERT_TRUE(eventually_runs(daemon_, id, "succeeded", 1));
    EXPECT_EQ(times_run(), 1U);
    const auto mails = server_.received();
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_THAT(mails[0].content, HasSubstr("once"));
}

TEST_F(Report, IsMailedThoughDaemonAndSupervisorDieDuringTheMail) {
    server_.set_mode("hang");
    const auto id =
        schedule({"report", "--to", "ada@example.org", "--shell", counting("echo once")});
    ASSERT_EQ(server_.wait_for(1).size(), 1U);
    daemon_.kill();
    daemon_.kill_supervisor();
    server_.set_mode("");
    daemon_.start();
    ASSERT_TRUE(eventually_runs(daemon_, id, "succeeded", 1));
    EXPECT_EQ(times_run(), 1U);
    const auto mails = server_.received();
    ASSERT_EQ(mails.size(), 2U) << "the server had it, and had not said so";
    EXPECT_EQ(header_values(mails[0].content, "Message-ID"),
              header_values(mails[1].content, "Message-ID"));
}

TEST_F(Report, IsFollowedByTheNextDaemonWhileItsProgramRuns) {
    const auto go = daemon_.home().file("go");
    const auto id = schedule({"report", "--to", "ada@example.org", "--shell",
                              counting(wait_for_file(go) + "; echo done")});
    ASSERT_TRUE(eventually([&] { return times_run() == 1; }));
    daemon_.kill_and_restart();
    daemon_.home().write("go", "");
    ASSERT_TRUE(eventually_runs(daemon_, id, "succeeded", 1));
    EXPECT_EQ(times_run(), 1U);
    EXPECT_THAT(server_.received().at(0).content, HasSubstr("done"));
}

TEST_F(Report, OfARecipientThatIsRefusedFailsAndIsMailedAgainWhereSomebodyAsks) {
    const auto id =
        schedule({"report", "--to", "reject@example.org", "--shell", counting("echo once")});
    ASSERT_TRUE(eventually_runs(daemon_, id, "failed", 1));
    EXPECT_THAT(newest_run(id).at("detail").get<std::string>(), HasSubstr("no such user here"));
    daemon_.must({"retry", newest_run_of(daemon_, id)});
    ASSERT_TRUE(eventually([&] {
        return newest_run(id).at("attempt") == 2 && newest_run(id).at("state") == "failed";
    }));
    EXPECT_EQ(times_run(), 1U) << "its output is there";
}

TEST_F(Report, RunsItsProgramAnewWhereAllHadItsOutput) {
    const auto id =
        schedule({"report", "--to", "ada@example.org", "--shell",
                  counting("test -e " + daemon_.home().file("mended") + " && echo good")});
    ASSERT_TRUE(eventually_runs(daemon_, id, "failed", 1));
    daemon_.home().write("mended", "");
    daemon_.must({"retry", newest_run_of(daemon_, id)});
    ASSERT_TRUE(eventually_runs(daemon_, id, "succeeded", 1));
    EXPECT_EQ(times_run(), 2U);
    ASSERT_EQ(server_.received().size(), 2U);
    EXPECT_THAT(server_.received()[1].content, HasSubstr("good"));
}

TEST_F(Report, HoldsMoreThanOtherOutputsDo) {
    const auto id = schedule(
        {"report", "--to", "ada@example.org", "--format", "csv", "--shell", "echo n; seq 1 50000"});
    ASSERT_TRUE(eventually_runs(daemon_, id, "succeeded", 1));
    const auto mail = server_.received().at(0);
    EXPECT_THAT(mail.content, HasSubstr("50000 rows"));
    EXPECT_THAT(mail.content, Not(HasSubstr("left out")));
}

TEST_F(Report, TellsWhatAQueryFinds) {
    const auto other = daemon_.must({"schedule", "--in", "1h", "--name", "other", "--", "true"});
    const auto id = schedule({"report", "--to", "ada@example.org", "--sql",
                              "SELECT name, state FROM tasks WHERE name IS NOT NULL"});
    ASSERT_TRUE(eventually_runs(daemon_, id, "succeeded", 1));
    EXPECT_THAT(server_.received().at(0).content, HasSubstr("name   state"));
    EXPECT_THAT(server_.received().at(0).content, HasSubstr("other  active"));
}

TEST_F(Report, FailsWhereAQueryMayNotBeRun) {
    const auto id = schedule({"report", "--to", "ada@example.org", "--sql", "DELETE FROM tasks"});
    ASSERT_TRUE(eventually_runs(daemon_, id, "failed", 1));
    EXPECT_EQ(newest_run(id).at("exit_code"), 2);
    EXPECT_THAT(server_.received().at(0).content,
                HasSubstr("tasksched: the query: cannot modify tasks"));
    EXPECT_EQ(nlohmann::json::parse(daemon_.must({"--json", "show", id})).at("state"), "done");
}

TEST_F(Report, IsNoWayIntoTheMailForWhatAProgramPrints) {
    const auto id = schedule(
        {"report", "--to", "ada@example.org", "--format", "html", "--shell",
         R"(printf 'h\r\n.\r\nMAIL FROM:<eve@example.org>\r\n<script>\033[2J</script>\000\r\n')"});
    ASSERT_TRUE(eventually_runs(daemon_, id, "succeeded", 1));
    const auto mails = server_.received();
    ASSERT_EQ(mails.size(), 1U);
    const std::string commands = server_.commands();
    EXPECT_EQ(commands.find("eve@"), std::string::npos) << commands;
    const std::string html = mails[0].content.substr(mails[0].content.find("text/html"));
    EXPECT_THAT(html, HasSubstr("&lt;script&gt;"));
    EXPECT_THAT(html, Not(HasSubstr("<script>")));
}

}  // namespace
}  // namespace tasksched::support
