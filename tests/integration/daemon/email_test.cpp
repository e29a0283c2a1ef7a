// Type email, from `schedule` to what a real mail server received.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/integration/daemon/store_view.h"
#include "tests/support/smtp_server.h"

namespace tasksched::support {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

std::string section_for(const SmtpServer& server, const std::string& more = "tls = 'none'\n") {
    return fmt::format("[email]\nserver = '{}'\nfrom = 'sched@example.org'\n{}", server.url(), more);
}

/// "label: state" of each part of the task's runs.
std::vector<std::string> items_of(const DaemonFixture& daemon, const std::string& task) {
    sqlite3* opened = nullptr;
    const int status = sqlite3_open_v2(daemon.store_path().c_str(), &opened, SQLITE_OPEN_READWRITE,
                                       nullptr);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> closing(opened, &sqlite3_close);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    sqlite3_busy_timeout(opened, 5000);
    std::vector<std::string> items;
    const std::string sql =
        "SELECT label || ': ' || i.state FROM run_items i JOIN runs r USING (run_id) WHERE task_id = " +
        task + " ORDER BY run_id, item";
    const auto add = [](void* all, int, char** columns, char**) {
        static_cast<std::vector<std::string>*>(all)->emplace_back(columns[0]);
        return 0;
    };
    if (status != SQLITE_OK || sqlite3_exec(opened, sql.c_str(), add, &items, nullptr) != SQLITE_OK) {
        throw std::runtime_error(sqlite3_errmsg(opened));
    }
    return items;
}

/// A daemon that mails to a server.
struct Email : testing::Test {
    void start(const std::string& more = "tls = 'none'\n") {
        daemon.configure(section_for(server, more));
        daemon.start();
    }

    /// `tasksched schedule --in 1s email` with quick retries, and these options.
    std::string schedule(std::vector<std::string> options) {
        std::vector<std::string> arguments{"schedule", "--in", "1s", "--backoff", "1s..1s",
                                           "email"};
        arguments.insert(arguments.end(), options.begin(), options.end());
        return daemon.must(arguments);
    }

    [[nodiscard]] std::string detail_of(const std::string& task) const {
        const auto detail = runs_of(daemon, task).front().at("detail");
        return detail.is_null() ? "" : detail.get<std::string>();
    }

    SmtpServer server;
    DaemonFixture daemon;
};

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
    const auto id =
        daemon.must({"schedule", "--in", "1s", "--retries", "2", "--backoff", "1s..1s", "email",
                     "--to", "busy@x.org", "--message", "x"});
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

/// Whatever is tried, one envelope with one recipient and one header block arrives, or nothing is
/// stored at all.
TEST_F(Email, IsDataWhateverItsTextsHold) {
    start();
    const std::vector<std::string> texts{
        "a\r\nBcc: evil@x.org",
        "a\nBcc: evil@x.org",
        "a\rBcc: evil@x.org",
        "\r\n.\r\nMAIL FROM:<evil@x.org>\r\nRCPT TO:<evil@x.org>\r\nDATA\r\nevil\r\n.\r\n",
        "\n.\nMAIL FROM:<evil@x.org>\n",
        "\r\n.\nQUIT\r\n",
        "\n.\r\nQUIT\r\n",
        ".\n..\n...\n",
        "=?UTF-8?Q?=0D=0ABcc:_evil@x.org?=",
        "\x1b[2J\x07\x7f\x01",
        "\xe2\x80\xae\xc2\x85 bidi and next line",
        "\xff\xfe\xc0\x80",
        std::string(60'000, 'x'),
        std::string(30'000, '.') + "\n" + std::string(2000, ' '),
    };
    std::size_t stored = 0;
    for (const std::string& text : texts) {
        for (const std::string& option : {"--to"s, "--from"s, "--subject"s, "--message"s}) {
            std::vector<std::string> arguments{"schedule", "--in", "1s", "--retries", "0", "email"};
            for (const std::string& other : {"--to"s, "--from"s, "--subject"s, "--message"s}) {
                arguments.push_back(other);
                arguments.push_back(other == option       ? text
                                    : other == "--to"     ? "ada@x.org"
                                    : other == "--from"   ? "sched@x.org"
                                                          : "plain");
            }
            const ProcessResult result = daemon.tasksched(arguments);
            stored += result.exit_code == 0 ? 1U : 0U;
            EXPECT_TRUE(result.exit_code == 0 || result.exit_code == 2) << result.err;
            EXPECT_LE(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
        }
    }
    EXPECT_GE(stored, texts.size() - 1) << "messages but those that are no text";
    const auto received = server.wait_for(stored);
    ASSERT_THAT(received, SizeIs(stored));
    for (const ReceivedMail& mail : received) {
        EXPECT_EQ(mail.from, "sched@x.org");
        EXPECT_THAT(mail.to, ElementsAre("ada@x.org"));
        for (const char* field : {"From", "To", "Subject", "Date", "Message-ID"}) {
            EXPECT_THAT(header_values(mail.content, field), SizeIs(1)) << mail.content;
        }
        EXPECT_THAT(header_values(mail.content, "Bcc"), SizeIs(0)) << mail.content;
    }
    EXPECT_THAT(server.commands(), Not(HasSubstr("evil")));
}

TEST_F(Email, NamesItsFilesWithoutBeginningAnotherField) {
    start();
    std::vector<std::string> options{"--to", "ada@x.org", "--message", "x"};
    for (const std::string& name :
         {"a\"; filename=\"b"s, "semi;colon=x"s, "\xc3\xbc\xe2\x82\xac"s, "=?UTF-8?B?eA==?="s,
          std::string(200, 'n'), "back\\slash"s}) {
        options.emplace_back("--attach");
        options.push_back(daemon.home().write(name, name));
    }
    EXPECT_EQ(daemon.tasksched({"schedule", "--in", "1s", "email", "--to", "a@x.org", "--message",
                                "x", "--attach", "/tmp/a\r\nX-Evil: 1"})
                  .exit_code,
              2);
    const auto id = schedule(options);
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1)) << detail_of(id);
    const std::string content = server.received().at(0).content;
    EXPECT_THAT(content, HasSubstr(R"(filename="a \"; filename=\"b")"));
    EXPECT_THAT(content, HasSubstr("filename*=UTF-8''%C3%BC%E2%82%AC"));
    EXPECT_THAT(content, HasSubstr("filename*0*=UTF-8''nnn"));
    EXPECT_THAT(content, Not(HasSubstr("Evil")));
}

TEST_F(Email, IsNotForProgramsOrForOptionsOfOthers) {
    start();
    const auto refused = daemon.tasksched({"schedule", "--in", "1s", "email", "--to", "a@x.org",
                                           "--message", "x", "--", "/bin/true"});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("type email runs no program"));
    EXPECT_EQ(daemon.must({"list"}), "");
}

/// All files of the fixture's home in one, but that of the password.
std::string all_files(const DaemonFixture& daemon, const std::string& but) {
    std::string all;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(daemon.home().path())) {
        if (entry.is_regular_file() && entry.path() != but) {
            std::ifstream file(entry.path(), std::ios::binary);
            std::ostringstream text;
            text << file.rdbuf();
            all += text.str();
        }
    }
    return all;
}

std::string read_process_file(pid_t pid, const char* name) {
    std::ifstream file(fmt::format("/proc/{}/{}", pid, name), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(EmailSecrets, StandNowhereButInTheirFile) {
    constexpr const char* kSecret = "s3cret-0f-the-relay";
    const TestAuthority authority;
    const Certificate certificate = authority.issue("IP:127.0.0.1");
    const SmtpServer server({.tls = &certificate, .user = "relay", .password = kSecret});
    DaemonFixture daemon;
    const std::string file = daemon.home().write("password", std::string(kSecret) + "\n");
    ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
    daemon.configure(section_for(
        server, fmt::format("user = 'relay'\npassword_file = '{}'\nca_file = '{}'\n"
                            "[daemon]\nlog_level = 'debug'\n",
                            file, authority.file())));
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1s", "--backoff", "1s..1s", "email", "--to",
                                 "grey@x.org", "--message", "x"});
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1));
    EXPECT_TRUE(server.received().at(0).tls);
    EXPECT_EQ(server.received().at(0).user, "relay");
    const std::string encoded = "czNjcmV0LTBmLXRoZS1yZWxheQ";  // in base64, as AUTH has it
    std::string seen = all_files(daemon, file) + daemon.log();
    for (const auto& command : std::vector<std::vector<std::string>>{
             {"show", id}, {"--json", "show", id}, {"--json", "runs", id}, {"config", "show"},
             {"logs", newest_run_of(daemon, id)}, {"status"}}) {
        const ProcessResult result = daemon.tasksched(command);
        seen += result.out + result.err;
    }
    for (const pid_t pid : {daemon.pid(), daemon.supervisor_pid().value_or(daemon.pid())}) {
        seen += read_process_file(pid, "cmdline") + read_process_file(pid, "environ");
    }
    EXPECT_THAT(seen, HasSubstr("relay")) << "what is looked through holds the user's name";
    EXPECT_EQ(seen.find(kSecret), std::string::npos);
    EXPECT_EQ(seen.find(encoded), std::string::npos);
}

TEST(EmailSecrets, AreNotReadFromFilesThatOthersRead) {
    const SmtpServer server;
    DaemonFixture daemon;
    const std::string file = daemon.home().write("password", "open-secret\n");
    ASSERT_EQ(::chmod(file.c_str(), 0644), 0);
    daemon.configure(section_for(
        server, fmt::format("tls = 'none'\nuser = 'relay'\npassword_file = '{}'\n", file)));
    daemon.start();
    const auto id = daemon.must({"schedule", "--in", "1s", "--retries", "0", "email", "--to",
                                 "ada@x.org", "--message", "x"});
    ASSERT_TRUE(eventually_runs(daemon, id, "failed", 1));
    const auto detail = runs_of(daemon, id).front().at("detail").get<std::string>();
    EXPECT_THAT(detail, HasSubstr("chmod 600"));
    EXPECT_THAT(detail, Not(HasSubstr("open-secret")));
}

TEST(ConfigCheck, ConnectsWhereItIsAsked) {
    const TestAuthority authority;
    const Certificate certificate = authority.issue("IP:127.0.0.1");
    const SmtpServer server({.tls = &certificate, .user = "relay", .password = "right"});
    DaemonFixture daemon;
    const std::string file = daemon.home().write("password", "right\n");
    ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
    const std::string login = fmt::format("user = 'relay'\npassword_file = '{}'\n", file);
    const auto check = [&](const std::string& keys) {
        daemon.configure(section_for(server, keys));
        const ProcessResult result = daemon.tasksched({"config", "check", "--connect"});
        return fmt::format("{} {}", result.exit_code.value_or(-1), result.out + result.err);
    };
    const std::string trusted = fmt::format("ca_file = '{}'\n", authority.file());
    EXPECT_THAT(check(login + trusted), AllOf(HasSubstr("0 "), HasSubstr(server.url() + "\tgood")));
    EXPECT_THAT(check(login), AllOf(HasSubstr("1 "), HasSubstr("failed"), HasSubstr("certificate")));
    daemon.home().write("password", "wrong\n");
    EXPECT_THAT(check(login + trusted), AllOf(HasSubstr("1 "), HasSubstr("535"), Not(HasSubstr("wrong"))));
    EXPECT_EQ(server.commands(), "") << "nothing is sent";
    const auto json = json_lines(daemon.tasksched({"--json", "config", "check", "--connect"}).out);
    EXPECT_EQ(json.back().at("section"), "email");
    EXPECT_EQ(json.back().at("state"), "failed");
}

}  // namespace
}  // namespace tasksched::support
