// Jobs of a crontab in a real daemon: what they see, the mail of what they print, @reboot.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/daemon/mail_setting.h"
#include "tests/integration/daemon/store_view.h"
#include "tests/support/eventually.h"

namespace tasksched::support {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class CrontabJobs : public testing::Test {
  protected:
    void start() {
        daemon.configure(section_for(server));
        daemon.start();
    }

    void install(const std::string& text) {
        const auto result = daemon.tasksched({"crontab", "-"}, text);
        ASSERT_EQ(result.exit_code, 0) << result.err;
    }

    /// Runs the task of that id now, to its end.
    void run(const std::string& id) { daemon.tasksched({"run", "--wait", id}); }

    [[nodiscard]] std::string output_of(const std::string& id) const {
        return daemon.tasksched({"logs", newest_run_of(daemon, id)}).out;
    }

    SmtpServer server;
    DaemonFixture daemon;
};

TEST_F(CrontabJobs, SeeTheEnvironmentOfCron) {
    start();
    install(
        "MAILTO=''\nA=1\nLOGNAME=nobody-such\nA='2 3'\n"
        "0 0 1 1 * echo \"$A,$PATH,$SHELL,$LOGNAME\"; cat%in%put\n"
        "HOME=/\nSHELL=/bin/bash\n0 0 1 1 * echo \"$PWD ${BASH_VERSION:+bash} \\%\"\n");
    run("1");
    EXPECT_THAT(output_of("1"), HasSubstr("2 3,/usr/bin:/bin,/bin/sh,"));
    EXPECT_THAT(output_of("1"), Not(HasSubstr("nobody-such")));
    EXPECT_THAT(output_of("1"), HasSubstr("\nin\nput\n"));
    run("2");
    EXPECT_THAT(output_of("2"), HasSubstr("/ bash %\n"));
}

TEST_F(CrontabJobs, HaveTheirOutputMailedAsCronDoes) {
    start();
    install(
        "MAILTO=ada@example.org,bob@example.org\nMAILFROM=cron@example.org\nB=c\n"
        "0 0 1 1 * echo out; echo err >&2; exit 3\n");
    run("1");
    const auto mails = server.wait_for(1);
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_THAT(mails[0].to, ElementsAre("ada@example.org", "bob@example.org"));
    EXPECT_EQ(mails[0].from, "cron@example.org");
    const auto subject = header_values(mails[0].content, "Subject");
    ASSERT_EQ(subject.size(), 1U);
    EXPECT_THAT(subject[0], testing::MatchesRegex("Cron <.*@.*> echo out; echo err >&2; exit 3"));
    const auto variables = header_values(mails[0].content, "X-Cron-Env");
    EXPECT_THAT(variables, Contains("<B=c>"));
    EXPECT_THAT(variables, Contains("<SHELL=/bin/sh>"));
    EXPECT_THAT(variables, Contains("<PATH=/usr/bin:/bin>"));
    EXPECT_THAT(mails[0].content, HasSubstr("\r\n\r\nout\r\nerr\r\n"));
}

TEST_F(CrontabJobs, SendNothingWithoutOutputOrWithoutSomebodyToSendItTo) {
    start();
    install(
        "MAILTO=ada@example.org\n0 0 1 1 * true\n0 0 1 1 * -n echo fine\n"
        "0 0 1 1 * -n echo bad; false\nMAILTO=''\n0 0 1 1 * echo unwanted\n");
    daemon.must({"schedule", "--in", "1d", "--shell", "echo of no crontab"});
    for (const char* const id : {"1", "2", "4", "5", "3"}) {
        run(id);
    }
    const auto mails = server.wait_for(1);
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_THAT(mails[0].content, HasSubstr("\r\n\r\nbad\r\n"));
    daemon.restart();
    EXPECT_EQ(server.received().size(), 1U);
}

TEST_F(CrontabJobs, HaveTheTypeOfTheirOutputSaid) {
    start();
    install(
        "MAILTO=ada@example.org\nCONTENT_TYPE=\"text/html; charset=utf-8\"\n"
        "0 0 1 1 * echo '<b>x</b>'\n");
    run("1");
    const auto mails = server.wait_for(1);
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_THAT(header_values(mails[0].content, "Content-Type"),
                ElementsAre("text/html; charset=utf-8"));
}

TEST_F(CrontabJobs, HaveTheirOutputMailedThoughTheDaemonWasKilled) {
    server.stop();
    start();
    install("MAILTO=ada@example.org\n0 0 1 1 * echo kept\n");
    run("1");
    daemon.kill();
    server.restart();
    daemon.start();
    // The try that failed is made again, at the latest half a minute after it.
    ASSERT_TRUE(eventually([&] { return server.received().size() == 1; }, std::chrono::minutes(3)));
    EXPECT_THAT(server.received()[0].content, HasSubstr("kept"));
}

TEST_F(CrontabJobs, AtRebootRunOnceABoot) {
    install("MAILTO=''\n@reboot echo up\n");
    start();
    ASSERT_TRUE(eventually_runs(daemon, "1", "succeeded", 1));
    daemon.restart();
    install("MAILTO=''\n@reboot echo up\n@reboot echo later\n");
    run("2");
    EXPECT_EQ(runs_of(daemon, "1").size(), 1U);
    EXPECT_EQ(runs_of(daemon, "2").size(), 1U);
}

TEST_F(CrontabJobs, RunAtTheirMinute) {
    start();
    install("MAILTO=''\n* * * * * echo tick\n");
    ASSERT_TRUE(eventually([&] { return count_runs(daemon, "1", "succeeded") >= 1; },
                           std::chrono::minutes(3)));
    EXPECT_THAT(runs_of(daemon, "1").front().at("scheduled_for").get<std::string>(),
                HasSubstr(":00Z"));
}

}  // namespace
}  // namespace tasksched::support
