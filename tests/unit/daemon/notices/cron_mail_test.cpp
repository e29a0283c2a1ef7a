#include "daemon/notices/cron_mail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::daemon {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

JobOutput an_output() {
    JobOutput job;
    job.what = {.run_id = model::RunId{7},
                .task_id = model::TaskId{3},
                .attempt = 1,
                .added_at = time::Instant(std::chrono::seconds(60)),
                .tries = 1};
    job.task.user_id = "ada";
    job.command.shell = "make all";
    job.command.env = {{"PATH", "/usr/bin:/bin"}};
    job.output = {.head = "done\n", .tail = {}, .total_bytes = 5};
    return job;
}

model::Mail mail_of(const JobOutput& job, const std::string& host = "box.example.org") {
    auto mail = cron_mail(job, host);
    EXPECT_TRUE(mail) << (mail ? "" : mail.error().message);
    return mail ? std::move(*mail) : model::Mail();
}

TEST(CronMail, GoesToTheUserAndSaysWhatRan) {
    const model::Mail mail = mail_of(an_output());
    EXPECT_THAT(mail.to, ElementsAre("ada@box.example.org"));
    EXPECT_EQ(mail.subject, "Cron <ada@box> make all");
    EXPECT_EQ(mail.text, "done\n");
    EXPECT_EQ(mail.from, "");
    EXPECT_THAT(mail.fields, ElementsAre(Pair("X-Cron-Env", "<SHELL=/bin/sh>"),
                                         Pair("X-Cron-Env", "<PATH=/usr/bin:/bin>"),
                                         Pair("X-Cron-Env", "<LOGNAME=ada>")));
}

TEST(CronMail, GoesToAllOfMailto) {
    JobOutput job = an_output();
    job.command.env.emplace_back("MAILTO", "root, bob@example.org");
    job.command.env.emplace_back("MAILFROM", "cron@example.org");
    const model::Mail mail = mail_of(job);
    EXPECT_THAT(mail.to, ElementsAre("root@box.example.org", "bob@example.org"));
    EXPECT_EQ(mail.from, "cron@example.org");
}

TEST(CronMail, GoesToNobodyWhoseAddressIsNone) {
    JobOutput job = an_output();
    job.command.env.emplace_back("MAILTO", "-oQ/tmp@x.y");
    const auto mail = cron_mail(job, "box");
    ASSERT_FALSE(mail);
    EXPECT_THAT(mail.error().message, HasSubstr("MAILTO '-oQ/tmp@x.y'"));
}

TEST(CronMail, PassesASenderOverThatIsNone) {
    JobOutput job = an_output();
    job.command.env.emplace_back("MAILFROM", "nobody\r\nBcc: x@y.z");
    EXPECT_EQ(mail_of(job).from, "");
}

TEST(CronMail, NamesTheLineOfAnotherShellAndItsType) {
    JobOutput job = an_output();
    job.command.shell.clear();
    job.command.argv = {"/bin/bash", "-c", "echo x"};
    job.command.env.emplace_back("SHELL", "/bin/bash");
    job.command.env.emplace_back("CONTENT_TYPE", "text/html");
    const model::Mail mail = mail_of(job);
    EXPECT_EQ(mail.subject, "Cron <ada@box> echo x");
    EXPECT_EQ(mail.text_type, "text/html");
    EXPECT_THAT(mail.fields, Contains(Pair("X-Cron-Env", "<SHELL=/bin/bash>")).Times(1));
}

TEST(CronMail, TellsWhatIsLeftOut) {
    JobOutput job = an_output();
    job.output = {.head = "a", .tail = "z", .total_bytes = 12};
    EXPECT_EQ(mail_of(job).text, "a\n[10 bytes are left out]\nz");
}

TEST(CronMail, HasTheSameIdInEachTry) {
    JobOutput job = an_output();
    const std::string id = mail_of(job).message_id;
    job.what.tries = 5;
    EXPECT_EQ(mail_of(job).message_id, id);
    job.what.run_id = model::RunId{8};
    EXPECT_NE(mail_of(job).message_id, id);
}

}  // namespace
}  // namespace tasksched::daemon
