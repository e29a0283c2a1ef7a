// Mail through a program in the place of sendmail(8), where no server is set.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/integration/daemon/store_view.h"
#include "tests/support/smtp_server.h"

namespace tasksched::support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

/// A daemon that mails through a program, which keeps its arguments and what it reads.
class Sendmail : public testing::Test {
  protected:
    void start(const std::string& then = "exit 0") {
        install(then);
        daemon_.configure(fmt::format("[email]\nsendmail = '{}'\nfrom = 'sched@example.org'\n",
                                      daemon_.home().file("sendmail")));
        daemon_.start();
    }

    void install(const std::string& then) {
        const std::string program = daemon_.home().write(
            "sendmail",
            fmt::format("#!/bin/sh\nprintf '%s\\n' \"$#\" \"$@\" >>{0}/arguments\ncat >>{0}/mail\n"
                        "echo >>{0}/calls\n{1}\n",
                        daemon_.home().path(), then));
        ASSERT_EQ(::chmod(program.c_str(), 0755), 0);
    }

    std::string schedule(std::vector<std::string> options) {
        options.insert(options.begin(), {"schedule", "--in", "1s", "--backoff", "1s..1s"});
        return daemon_.must(options);
    }

    /// What the program has read, with the line ends of mail.
    [[nodiscard]] std::string mail() const {
        std::string lines;
        for (const char c : daemon_.home().read("mail")) {
            lines += c == '\n' ? "\r\n" : std::string(1, c);
        }
        return lines;
    }

    [[nodiscard]] std::string detail_of(const std::string& task) const {
        return runs_of(daemon_, task).front().at("detail").get<std::string>();
    }

    DaemonFixture daemon_;
};

TEST_F(Sendmail, IsHandedTheMessageWithFixedArguments) {
    start();
    const auto id = schedule({"email", "--to", "ada@x.org", "--to", "bob@x.org", "--subject",
                              "Gr\xc3\xbc\xc3\x9f"
                              "e",
                              "--message", ".\nbody"});
    ASSERT_TRUE(eventually_runs(daemon_, id, "succeeded", 1));
    EXPECT_EQ(daemon_.home().read("arguments"), "2\n-i\n-t\n") << "no address is an argument";
    EXPECT_EQ(daemon_
                  .tasksched({"schedule", "--in", "1s", "email", "--to", "-oQ/tmp@x.org",
                              "--message", "x"})
                  .exit_code,
              2);
    EXPECT_THAT(header_values(mail(), "To"), ElementsAre(HasSubstr("ada@x.org")));
    EXPECT_THAT(header_values(mail(), "To").front(), HasSubstr("bob@x.org"));
    EXPECT_THAT(header_values(mail(), "From"), ElementsAre("sched@example.org"));
    EXPECT_THAT(header_values(mail(), "Subject"), ElementsAre(HasSubstr("=?UTF-8?")));
    EXPECT_THAT(daemon_.home().read("mail"), Not(HasSubstr("\r"))) << "the line ends of programs";
    EXPECT_THAT(mail(), HasSubstr("\r\n\r\n.\r\nbody"));
    EXPECT_THAT(daemon_.must({"runs", "--items", id}), HasSubstr("taken by"));
}

TEST_F(Sendmail, IsAskedAgainWhereItFailsForNow) {
    start(
        "test \"$(wc -l <\"$(dirname \"$0\")/calls\")\" -gt 1 || { echo queue is full; exit 75; }");
    const auto id = schedule({"email", "--to", "ada@x.org", "--message", "x"});
    ASSERT_TRUE(eventually_runs(daemon_, id, "succeeded", 1));
    EXPECT_EQ(runs_of(daemon_, id).front().at("attempt"), 2);
    EXPECT_THAT(daemon_.log(), HasSubstr("queue is full"));
}

TEST_F(Sendmail, FailsForGoodWhereItSaysSo) {
    start("echo no such user; exit 67");
    const auto id = schedule({"--retries", "5", "email", "--to", "ada@x.org", "--message", "x"});
    ASSERT_TRUE(eventually_runs(daemon_, id, "failed", 1));
    EXPECT_EQ(runs_of(daemon_, id).front().at("attempt"), 1);
    EXPECT_THAT(detail_of(id), HasSubstr("no such user"));
}

TEST_F(Sendmail, TakesReportsAndNotices) {
    start();
    const auto report = schedule({"report", "--to", "ada@x.org", "--", "/bin/echo", "used 81%"});
    ASSERT_TRUE(eventually_runs(daemon_, report, "succeeded", 1));
    EXPECT_THAT(daemon_.home().read("mail"), HasSubstr("used 81%"));
    const auto bad = schedule({"--notify", "ops@x.org", "--shell", "exit 3"});
    ASSERT_TRUE(eventually_runs(daemon_, bad, "failed", 1));
    EXPECT_TRUE(eventually([&] {
        return daemon_.home().read("mail").find("task " + bad + " failed") != std::string::npos;
    }));
}

TEST_F(Sendmail, IsMissedByTheCheckOfConnections) {
    start();
    const std::string program = daemon_.home().file("sendmail");
    EXPECT_THAT(daemon_.must({"config", "check", "--connect"}), HasSubstr(program + "\tgood"));
    daemon_.configure("[email]\nsendmail = '/nonexistent/sendmail'\n");
    EXPECT_THAT(daemon_.must({"config", "check", "--connect"}),
                HasSubstr("/nonexistent/sendmail\tabsent"));
    daemon_.restart();
    const auto id = schedule({"--retries", "0", "email", "--to", "ada@x.org", "--message", "x"});
    ASSERT_TRUE(eventually_runs(daemon_, id, "failed", 1));
    EXPECT_THAT(detail_of(id), HasSubstr("there is no /nonexistent/sendmail"));
}

}  // namespace
}  // namespace tasksched::support
