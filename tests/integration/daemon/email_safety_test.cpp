// What no text of an email can do, and where its password is not.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/integration/daemon/mail_setting.h"

namespace tasksched::support {
namespace {

using namespace std::string_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

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
                arguments.push_back(other == option     ? text
                                    : other == "--to"   ? "ada@x.org"
                                    : other == "--from" ? "sched@x.org"
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
    for (const std::string& name : {"a\"; filename=\"b"s, "semi;colon=x"s, "\xc3\xbc\xe2\x82\xac"s,
                                    "=?UTF-8?B?eA==?="s, std::string(200, 'n'), "back\\slash"s}) {
        options.emplace_back("--attach");
        options.push_back(daemon.home().write(name, name));
    }
    EXPECT_EQ(daemon
                  .tasksched({"schedule", "--in", "1s", "email", "--to", "a@x.org", "--message",
                              "x", "--attach", "/tmp/a\r\nX-Evil: 1"})
                  .exit_code,
              2);
    const auto id = schedule(options);
    ASSERT_TRUE(eventually_runs(daemon, id, "succeeded", 1)) << detail_of(id);
    const std::string content = server.received().at(0).content;
    EXPECT_THAT(content, HasSubstr(R"(filename="a\"; filename=\"b")"));
    EXPECT_THAT(content, HasSubstr("filename*=UTF-8''%C3%BC%E2%82%AC"));
    EXPECT_THAT(content, HasSubstr("filename*=UTF-8''%3D%3FUTF-8%3FB%3FeA%3D%3D%3F%3D"));
    EXPECT_THAT(content, HasSubstr("filename*0*=UTF-8''nnn"));
    EXPECT_THAT(content, Not(HasSubstr("Evil")));
}

/// All files of the fixture's home in one, but that of the password.
std::string all_files(const DaemonFixture& daemon, const std::string& but) {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(daemon.home().path())) {
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
    daemon.configure(
        section_for(server, fmt::format("user = 'relay'\npassword_file = '{}'\nca_file = '{}'\n"
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
    for (const auto& command :
         std::vector<std::vector<std::string>>{{"show", id},
                                               {"--json", "show", id},
                                               {"--json", "runs", id},
                                               {"config", "show"},
                                               {"logs", newest_run_of(daemon, id)},
                                               {"status"}}) {
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
    EXPECT_THAT(check(login),
                AllOf(HasSubstr("1 "), HasSubstr("failed"), HasSubstr("certificate")));
    daemon.home().write("password", "wrong\n");
    EXPECT_THAT(check(login + trusted),
                AllOf(HasSubstr("1 "), HasSubstr("535"), Not(HasSubstr("wrong"))));
    EXPECT_EQ(server.commands(), "") << "nothing is sent";
    const auto json = json_lines(daemon.tasksched({"--json", "config", "check", "--connect"}).out);
    EXPECT_EQ(json.back().at("section"), "email");
    EXPECT_EQ(json.back().at("state"), "failed");
}

}  // namespace
}  // namespace tasksched::support
