// What users are told of, by mail and by a command, whatever ends in between.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "tests/integration/daemon/mail_setting.h"
#include "tests/integration/daemon/raw_store.h"
#include "tests/integration/daemon/store_view.h"
#include "tests/support/eventually.h"

namespace tasksched::support {
namespace {

using testing::HasSubstr;
using testing::Not;

nlohmann::json status_of(const DaemonFixture& daemon) {
    return nlohmann::json::parse(daemon.tasksched({"--json", "status"}).out);
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

TEST(Notices, TellOfAFailureByMail) {
    DaemonFixture daemon;
    const SmtpServer server;
    daemon.configure(section_for(server));
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1s", "--name", "backup", "--notify",
                                 "ada@example.org", "--shell", "echo no space left; exit 4"});
    const auto mails = server.wait_for(1);
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_EQ(mails[0].to, std::vector<std::string>{"ada@example.org"});
    EXPECT_EQ(header_values(mails[0].content, "Subject"),
              std::vector<std::string>{"tasksched: task " + id + " (backup) failed"});
    EXPECT_THAT(mails[0].content, HasSubstr("exit status 4"));
    EXPECT_THAT(mails[0].content, HasSubstr("no space left"));
    EXPECT_THAT(mails[0].content, HasSubstr("tasksched logs "));
    EXPECT_TRUE(eventually([&] { return status_of(daemon).at("undelivered_notices") == 0; }));
}

TEST(Notices, AreHeldBackAndCounted) {
    DaemonFixture daemon;
    const SmtpServer server;
    daemon.configure(section_for(server) +
                     "[notify]\ndefault = \"ops@example.org\"\ninterval = \"6s\"\n");
    daemon.start();
    const auto id = daemon.must({"schedule", "--every", "1s", "--count", "5", "--shell", "exit 1"});
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 5));
    const auto mails = server.wait_for(2);
    ASSERT_EQ(mails.size(), 2U);
    EXPECT_EQ(header_values(mails[0].content, "Subject"),
              std::vector<std::string>{"tasksched: task " + id + " failed"});
    EXPECT_EQ(header_values(mails[1].content, "Subject"),
              std::vector<std::string>{"tasksched: task " + id + " failed (4 times)"});
}

TEST(Notices, OfAStormAreAFewMails) {
    DaemonFixture daemon;
    const SmtpServer server;
    daemon.configure(section_for(server) +
                     "[notify]\ndefault = \"ops@example.org\"\nmax_per_hour = 2\n");
    std::string batch;
    for (int i = 0; i < 50; ++i) {
        batch += R"({"in": "1s", "type": "command", "shell": "exit 1"})"
                 "\n";
    }
    daemon.must({"schedule", "--batch", "-"}, batch);
    daemon.start();
    ASSERT_TRUE(eventually([&] { return status_of(daemon).at("failed_last_day") == 50; }));
    ASSERT_GE(server.wait_for(1).size(), 1U);
    // Whatever share of the tasks had failed at the first look, two mails are all there are.
    EXPECT_TRUE(eventually([&] { return status_of(daemon).at("undelivered_notices") == 0; }));
    EXPECT_LE(server.received().size(), 2U);
}

TEST(Notices, AreToldAfterAnOutageOfTheServerAndTheDeathOfTheDaemon) {
    DaemonFixture daemon;
    SmtpServer server;
    daemon.configure(section_for(server) + "[notify]\ndefault = \"ops@example.org\"\n");
    server.stop();
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1s", "--shell", "exit 1"});
    ASSERT_TRUE(eventually([&] { return status_of(daemon).at("undelivered_notices") == 1; }));
    EXPECT_TRUE(status_of(daemon).at("undelivered_since").is_string());
    EXPECT_THAT(daemon.tasksched({"status"}).out, HasSubstr("undelivered_notices"));
    daemon.kill();
    server.restart();
    exec(daemon.store_path(), "UPDATE notices SET due_at = 1");
    daemon.start();
    ASSERT_EQ(server.wait_for(1).size(), 1U);
    EXPECT_TRUE(eventually([&] { return status_of(daemon).at("undelivered_notices") == 0; }));
    EXPECT_THAT(server.received()[0].content, HasSubstr("task " + id));
}

TEST(Notices, OfAnAcceptanceThatACrashHidComeUnderTheSameMessageId) {
    DaemonFixture daemon;
    const SmtpServer server;
    server.set_mode("hang");
    daemon.configure(section_for(server) + "[notify]\ndefault = \"ops@example.org\"\n");
    daemon.start();
    daemon.must({"schedule", "--in", "1s", "--shell", "exit 1"});
    ASSERT_EQ(server.wait_for(1).size(), 1U) << "the server has it, and does not say so";
    daemon.kill();
    server.set_mode("");
    exec(daemon.store_path(), "UPDATE notices SET due_at = 1");
    daemon.start();
    const auto mails = server.wait_for(2);
    ASSERT_EQ(mails.size(), 2U);
    EXPECT_EQ(header_values(mails[0].content, "Message-ID"),
              header_values(mails[1].content, "Message-ID"));
}

TEST(Notices, OfARunThatACrashHidAreToldOnce) {
    DaemonFixture daemon;
    const SmtpServer server;
    daemon.configure(section_for(server) + "[notify]\ndefault = \"ops@example.org\"\n");
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1s", "--shell", "sleep 300"});
    ASSERT_TRUE(eventually_runs(daemon, id, "running", 1));
    daemon.kill_supervisor();
    ASSERT_TRUE(eventually_runs(daemon, id, "unknown", 1));
    ASSERT_EQ(server.wait_for(1).size(), 1U);
    EXPECT_THAT(server.received()[0].content, HasSubstr("tasksched resolve"));
    EXPECT_THAT(header_values(server.received()[0].content, "Subject")[0], HasSubstr("is unknown"));
    const auto all_delivered = [&] { return status_of(daemon).at("undelivered_notices") == 0; };
    ASSERT_TRUE(eventually(all_delivered)) << "the server has it before that is recorded";
    daemon.kill_and_restart();
    EXPECT_TRUE(all_delivered());
    EXPECT_EQ(server.received().size(), 1U);
}

TEST(Notices, ByACommandAreFollowedByTheNextDaemon) {
    DaemonFixture daemon;
    const auto go = daemon.home().file("go");
    daemon.configure("[notify]\ncommand = [\"/bin/sh\", \"-c\", \"echo begun >>" +
                     daemon.home().file("told") + "; " + wait_for_file(go) + "; echo over >>" +
                     daemon.home().file("told") + "\"]\n");
    daemon.start();
    daemon.must({"schedule", "--in", "1s", "--shell", "exit 1"});
    ASSERT_TRUE(eventually([&] { return daemon.home().read("told") == "begun\n"; }));
    daemon.kill_and_restart();
    daemon.home().write("go", "");
    ASSERT_TRUE(eventually([&] { return daemon.home().read("told") == "begun\nover\n"; }));
    EXPECT_TRUE(eventually([&] { return status_of(daemon).at("undelivered_notices") == 0; }));
    daemon.kill_and_restart();
    const auto later = daemon.must({"schedule", "--in", "1s", "--", "/bin/true"});
    ASSERT_TRUE(eventually_runs(daemon, later, "succeeded", 1));
    EXPECT_EQ(daemon.home().read("told"), "begun\nover\n") << "it is told once";
}

TEST(Notices, AreNotForWhoWantsNone) {
    DaemonFixture daemon;
    const SmtpServer server;
    daemon.configure(section_for(server) + "[notify]\ndefault = \"ops@example.org\"\n");
    daemon.start();
    const auto silent =
        daemon.must({"schedule", "--in", "1s", "--notify", "none", "--shell", "exit 1"});
    ASSERT_TRUE(eventually_runs(daemon, silent, "failed", 1));
    const auto loud = daemon.must({"schedule", "--in", "1s", "--shell", "exit 1"});
    const auto mails = server.wait_for(1);
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_THAT(mails[0].content, HasSubstr("task " + loud));
    EXPECT_THAT(daemon.log(), HasSubstr("task=" + silent + " "));
}

TEST(Notices, AreNoWayIntoTheMailForWhatAProgramPrints) {
    DaemonFixture daemon;
    const SmtpServer server;
    daemon.configure(section_for(server) + "[notify]\ndefault = \"ops@example.org\"\n");
    daemon.start();
    daemon.must(
        {"schedule", "--in", "1s", "--shell",
         R"(printf '\r\n.\r\nMAIL FROM:<eve@example.org>\r\n\033[2J\000Bcc: x@y\r\n'; exit 1)"});
    const auto mails = server.wait_for(1);
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_EQ(count(server.commands(), "MAIL"), 1U) << server.commands();
    EXPECT_TRUE(header_values(mails[0].content, "Bcc").empty());
    EXPECT_EQ(mails[0].content.find('\033'), std::string::npos);
    EXPECT_EQ(mails[0].content.find('\0'), std::string::npos);
}

}  // namespace
}  // namespace tasksched::support
