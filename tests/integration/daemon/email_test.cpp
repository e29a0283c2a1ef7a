// Type email, from `schedule` to what a real mail server received.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <vector>

#include "tests/integration/daemon/mail_setting.h"

namespace tasksched::support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

TEST_F(Email, ReachesEachRecipient) {
    start();
    const std::string report = daemon.home().write("r\xc3\xa9port.csv", "1,2\r\n.\r\n\xff");
    const auto id =
        schedule({"--to", "Ada <ada@example.org>", "--to", "bob@example.org", "--subject",
                  "Gr\xc3\xbc\xc3\x9f"
                  "e an alle",
                  "--message", "Hello\n.\n..\n", "--attach", report});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1)) << detail_of(id);
    const auto received = server.received();
    ASSERT_THAT(received, SizeIs(1));
    const std::string& content = received[0].content;
    EXPECT_EQ(received[0].from, "sched@example.org");
    EXPECT_THAT(received[0].to, ElementsAre("ada@example.org", "bob@example.org"));
    EXPECT_THAT(header_values(content, "To"),
                ElementsAre("Ada <ada@example.org>, bob@example.org"));
    EXPECT_THAT(header_values(content, "Subject"), ElementsAre("=?UTF-8?B?R3LDvMOfZSBhbiBhbGxl?="));
    EXPECT_THAT(content, HasSubstr("\r\nHello\r\n.\r\n..\r\n"));
    EXPECT_THAT(content, HasSubstr("filename*=UTF-8''r%C3%A9port.csv"));
    EXPECT_THAT(content, HasSubstr("MSwyDQouDQr/"));
    EXPECT_THAT(items_of(daemon, id),
                ElementsAre("ada@example.org: succeeded", "bob@example.org: succeeded"));
    EXPECT_THAT(detail_of(id), HasSubstr("taken for 2 recipients"));
}

TEST_F(Email, IsReadFromFilesAndStandardInput) {
    start();
    const std::string file = daemon.home().write("text", "from a file\n");
    const auto first = schedule({"--to", "a@x.org", "--message", "@" + file});
    const auto second = daemon.must(
        {"schedule", "--in", "1s", "email", "--to", "b@x.org", "--html", "--message", "-"},
        "<b>piped</b>\n");
    ASSERT_TRUE(eventually_runs(daemon, first, "succeeded", 1));
    ASSERT_TRUE(eventually_runs(daemon, second, "succeeded", 1));
    std::string all;
    for (const ReceivedMail& mail : server.received()) {
        all += mail.content;
    }
    EXPECT_THAT(all, HasSubstr("from a file\r\n"));
    EXPECT_THAT(all, HasSubstr("text/html"));
    EXPECT_THAT(all, HasSubstr("<b>piped</b>"));
}

TEST_F(Email, GoesAgainToThoseAloneWhoWereNotReached) {
    start();
    const auto id = schedule({"--to", "ada@x.org", "--to", "grey@x.org", "--message", "x"});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1)) << detail_of(id);
    const auto received = server.received();
    ASSERT_THAT(received, SizeIs(2));
    EXPECT_THAT(received[0].to, ElementsAre("ada@x.org"));
    EXPECT_THAT(received[1].to, ElementsAre("grey@x.org"));
    EXPECT_EQ(received[0].content, received[1].content) << "the same message, its id and date too";
    EXPECT_EQ(runs_of(daemon, id).front().at("attempt"), 2);
}

TEST_F(Email, FailsForGoodWhereARecipientIsRefusedAndReachesTheOthers) {
    start();
    const auto id = schedule(
        {"--to", "reject@x.org", "--to", "ada@x.org", "--to", "grey@x.org", "--message", "x"});
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    EXPECT_THAT(items_of(daemon, id), ElementsAre("reject@x.org: failed", "ada@x.org: succeeded",
                                                  "grey@x.org: succeeded"));
    EXPECT_EQ(detail_of(id),
              "1 of 3 recipients refused; reject@x.org: 550 5.1.1 no such user here");
    EXPECT_THAT(server.received(), SizeIs(2)) << "nobody got it twice";
}

TEST_F(Email, GivesUpAfterItsRetries) {
    start();
    const auto id = daemon.must({"schedule", "--in", "1s", "--retries", "2", "--backoff", "1s..1s",
                                 "email", "--to", "busy@x.org", "--message", "x"});
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    EXPECT_EQ(runs_of(daemon, id).front().at("attempt"), 3);
    EXPECT_EQ(detail_of(id), "450 4.2.1 the mailbox is busy");
    EXPECT_THAT(items_of(daemon, id), ElementsAre("busy@x.org: sent"));
}

TEST_F(Email, HasTheSameIdWhereNobodyKnowsWhetherItWasTaken) {
    server.set_mode("drop-after-dot");
    start();
    const auto id = schedule({"--to", "ada@x.org", "--message", "x"});
    ASSERT_TRUE(eventually([&] { return !server.received().empty(); }));
    server.set_mode("");
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1)) << detail_of(id);
    const auto received = server.received();
    ASSERT_GE(received.size(), 2U);
    EXPECT_FALSE(received.front().took);
    EXPECT_TRUE(received.back().took);
    EXPECT_EQ(received.front().content, received.back().content);
    EXPECT_THAT(header_values(received.back().content, "Message-ID"), SizeIs(1));
}

TEST_F(Email, IsSentOnceWhereTheConnectionIsLostBeforeTheMessage) {
    server.set_mode("drop-at-data");
    start();
    const auto id = schedule({"--to", "ada@x.org", "--message", "x"});
    ASSERT_TRUE(eventually([&] { return !detail_of(id).empty(); }));
    EXPECT_THAT(detail_of(id), HasSubstr("before the server had taken"));
    server.set_mode("");
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    EXPECT_THAT(server.received(), SizeIs(1));
}

TEST_F(Email, WaitsForAServerThatIsDown) {
    start();
    server.stop();
    const auto id = schedule({"--to", "ada@x.org", "--message", "x"});
    ASSERT_TRUE(eventually([&] { return !detail_of(id).empty(); }));
    EXPECT_THAT(detail_of(id), HasSubstr("connect"));
    server.restart();
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1)) << detail_of(id);
    EXPECT_THAT(server.received(), SizeIs(1));
}

TEST_F(Email, ComesAgainUnderTheSameIdAfterAKilledDaemon) {
    server.set_mode("hang");
    start();
    const auto id = schedule({"--to", "ada@x.org", "--to", "reject@x.org", "--message", "x"});
    ASSERT_THAT(server.wait_for(1), SizeIs(1));
    daemon.kill();
    server.set_mode("");
    daemon.start();
    ASSERT_TRUE(eventually([&] { return server.received().size() == 2; })) << daemon.log();
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1)) << "since one was refused";
    const auto received = server.received();
    EXPECT_EQ(received[0].content, received[1].content);
    EXPECT_THAT(items_of(daemon, id), ElementsAre("ada@x.org: succeeded", "reject@x.org: failed"));
}

TEST_F(Email, IsNotSentAgainWhereItsEndIsRecorded) {
    start();
    const auto id = schedule({"--to", "ada@x.org", "--message", "x"});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    daemon.kill_and_restart();
    const auto next = schedule({"--to", "bob@x.org", "--message", "x"});
    ASSERT_TRUE(eventually_runs(daemon, next, "succeeded", 1));
    EXPECT_THAT(server.received(), SizeIs(2));
}

TEST_F(Email, StopsOnRequestAndAtItsTimeout) {
    server.set_mode("hang");
    start();
    const auto killed = schedule({"--to", "a@x.org", "--message", "x"});
    ASSERT_THAT(server.wait_for(1), SizeIs(1));
    daemon.must({"kill", newest_run_of(daemon, killed)});
    ASSERT_TRUE(eventually_runs(daemon, killed, "cancelled", 1));
    const auto late = daemon.must({"schedule", "--in", "1s", "--timeout", "1s", "--retries", "0",
                                   "email", "--to", "b@x.org", "--message", "x"});
    ASSERT_TRUE(eventually_runs(daemon, late, "failed", 1));
    EXPECT_EQ(runs_of(daemon, late).front().at("reason"), "timeout");
}

TEST_F(Email, LetsTheDaemonStopAtOnceAndGoesOnWithTheNext) {
    server.set_mode("hang");
    daemon.configure(section_for(server) + "[daemon]\ngrace = '1s'\nkill_grace = '1s'\n");
    daemon.start();
    const auto id = schedule({"--to", "a@x.org", "--message", "x"});
    ASSERT_THAT(server.wait_for(1), SizeIs(1));
    EXPECT_EQ(daemon.stop().exit_code, 0);
    server.set_mode("");
    daemon.start();
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1)) << detail_of(id);
}

TEST_F(Email, SaysWhatIsWrongWithAttachments) {
    start();
    const auto large = daemon.home().write("large", std::string(11 << 20, 'x'));
    const auto big = schedule({"--to", "a@x.org", "--message", "x", "--attach", large});
    const auto directory =
        schedule({"--to", "a@x.org", "--message", "x", "--attach", daemon.home().path()});
    const auto missing = daemon.home().file("missing");
    const auto waits = schedule({"--to", "a@x.org", "--message", "x", "--attach", missing});
    ASSERT_TRUE(eventually_runs(daemon, big, "failed", 1));
    EXPECT_THAT(detail_of(big), HasSubstr("11534336 bytes; 10485760 are allowed"));
    ASSERT_TRUE(eventually_runs(daemon, directory, "failed", 1));
    EXPECT_THAT(detail_of(directory), HasSubstr("is not a file"));
    ASSERT_TRUE(eventually([&] { return !detail_of(waits).empty(); }));
    EXPECT_THAT(detail_of(waits), HasSubstr("No such file"));
    daemon.home().write("missing", "here");
    EXPECT_TRUE(eventually_runs(daemon, waits, "succeeded", 1)) << detail_of(waits);
}

TEST_F(Email, IsChangedByUpdates) {
    start();
    const auto id = daemon.must({"schedule", "--in", "1h", "--name", "m", "email", "--to",
                                 "a@x.org", "--subject", "old", "--message", "x"});
    daemon.must({"update", "m", "--to", "b@x.org", "--subject", "new"});
    daemon.must({"run", "m", "--wait"});
    const auto received = server.received();
    ASSERT_THAT(received, SizeIs(1));
    EXPECT_THAT(received[0].to, ElementsAre("b@x.org"));
    EXPECT_THAT(header_values(received[0].content, "Subject"), ElementsAre("new"));
    EXPECT_THAT(daemon.must({"update", "--all", "--where", "to=b@x.org", "--priority", "3"}),
                HasSubstr("1"));
}

TEST_F(Email, FollowsTheConfiguration) {
    start();
    SmtpServer other;
    daemon.configure(section_for(other));
    daemon.signal(SIGHUP);
    ASSERT_TRUE(eventually([&] { return daemon.log().find("read again") != std::string::npos; }));
    const auto id = schedule({"--to", "a@x.org", "--message", "x"});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    EXPECT_THAT(other.received(), SizeIs(1));
    EXPECT_THAT(server.received(), SizeIs(0));
}

TEST_F(Email, IsNotForProgramsOrForOptionsOfOthers) {
    start();
    const auto refused = daemon.tasksched({"schedule", "--in", "1s", "email", "--to", "a@x.org",
                                           "--message", "x", "--", "/bin/true"});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("type email runs no program"));
    EXPECT_EQ(daemon.must({"list"}), "");
}

}  // namespace
}  // namespace tasksched::support
