#include "daemon/plugins/report/report_mail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::daemon {
namespace {

using model::ReportFormat;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// 2026-06-01 00:00:00 UTC.
constexpr time::Second kMonday{std::chrono::seconds{1'780'272'000}};

ReportedRun a_run() {
    ReportedRun run;
    run.task_id = {12};
    run.run_id = {45};
    run.task_name = "disk usage";
    run.scheduled_for = kMonday;
    return run;
}

model::ReportPayload a_report(ReportFormat format = ReportFormat::kText) {
    model::ReportPayload report;
    report.program.argv = {"/bin/df"};
    report.to = {"ada@example.org"};
    report.format = format;
    return report;
}

model::AttemptResult printed(std::string output) {
    model::AttemptResult result;
    result.outcome = model::Outcome::kSuccess;
    result.exit_code = 0;
    result.output.total_bytes = static_cast<std::int64_t>(output.size());
    result.output.head = std::move(output);
    return result;
}

TEST(ReportMail, ShowsTextAsItWasPrintedAndAttachesIt) {
    const auto mail = report_mail(a_report(), a_run(), printed("used 81%\n"));
    EXPECT_EQ(mail.subject, "disk usage, 2026-06-01T00:00:00Z");
    EXPECT_EQ(mail.text, "used 81%\n");
    EXPECT_EQ(mail.html, "");
    ASSERT_EQ(mail.attachments.size(), 1U);
    EXPECT_EQ(mail.attachments[0].name, "disk-usage-2026-06-01.txt");
    EXPECT_EQ(mail.attachments[0].type, "text/plain");
    EXPECT_EQ(mail.attachments[0].content, "used 81%\n");
}

TEST(ReportMail, IsNamedAsTheUserSays) {
    auto report = a_report(ReportFormat::kCsv);
    report.subject = "Usage";
    report.attach_as = "usage.csv";
    auto mail = report_mail(report, a_run(), printed("a\n1\n"));
    EXPECT_EQ(mail.subject, "Usage");
    EXPECT_EQ(mail.attachments[0].name, "usage.csv");
    report.attach_as = "none";
    EXPECT_TRUE(report_mail(report, a_run(), printed("a\n")).attachments.empty());
}

TEST(ReportMail, OfATaskWithoutANameNamesItsNumberAndTheEnd) {
    ReportedRun run = a_run();
    run.task_name.clear();
    run.scheduled_for.reset();
    run.ended_at = time::Instant(kMonday + std::chrono::hours(2));
    const auto mail = report_mail(a_report(), run, printed("x"));
    EXPECT_EQ(mail.subject, "task 12, 2026-06-01T02:00:00Z");
    EXPECT_EQ(mail.attachments[0].name, "report-2026-06-01.txt");
}

TEST(ReportMail, ShowsATableInHtmlAndInPlainText) {
    const auto mail =
        report_mail(a_report(ReportFormat::kHtml), a_run(), printed("name,size\n<b>,1\n"));
    EXPECT_THAT(mail.html, HasSubstr("<tr><th>name</th><th>size</th></tr>"));
    EXPECT_THAT(mail.html, HasSubstr("<td>&lt;b&gt;</td>"));
    EXPECT_EQ(mail.text, "name  size\n<b>   1\n");
    EXPECT_EQ(mail.attachments[0].type, "text/html");
    EXPECT_EQ(mail.attachments[0].content, mail.html);
}

TEST(ReportMail, AttachesCsv) {
    const auto mail =
        report_mail(a_report(ReportFormat::kCsv), a_run(), printed("name\tsize\na,b\t1\n"));
    EXPECT_EQ(mail.attachments[0].content, "name,size\r\n\"a,b\",1\r\n");
    EXPECT_EQ(mail.text, "1 rows are in the attached file.\n");
}

TEST(ReportMail, SaysWhatFailedAndSendsWhatWasPrinted) {
    auto result = printed("half of it\n");
    result.outcome = model::Outcome::kTransient;
    result.exit_code = 3;
    const auto mail = report_mail(a_report(), a_run(), result);
    EXPECT_THAT(mail.subject, StartsWith("FAILED: disk usage"));
    EXPECT_EQ(mail.text,
              "The program of this report failed: exit status 3.\nMore: tasksched logs 45\n\n"
              "half of it\n");
    const auto html = report_mail(a_report(ReportFormat::kHtml), a_run(), result).html;
    EXPECT_THAT(html, HasSubstr("<p>The program of this report failed: exit status 3.</p>"));
}

TEST(ReportMail, SaysThatAPartIsLeftOut) {
    auto result = printed("a,b\n1,2\n3,");
    result.output.tail = "9\n";
    result.output.total_bytes = 1000;
    const auto text = report_mail(a_report(), a_run(), result);
    EXPECT_THAT(text.text, HasSubstr("[... 988 bytes are left out here ...]"));
    const auto csv = report_mail(a_report(ReportFormat::kCsv), a_run(), result);
    EXPECT_THAT(csv.text, HasSubstr("It printed 1000 bytes, of which 988 are left out"));
    EXPECT_EQ(csv.attachments[0].content, "a,b\r\n1,2\r\n") << "whole rows alone";
}

TEST(ReportMail, SaysThatNothingWasPrinted) {
    EXPECT_THAT(report_mail(a_report(), a_run(), printed("")).text,
                HasSubstr("It printed nothing."));
}

TEST(ReportMail, ShowsTheBeginningOfALongTextAndAttachesAllOfIt) {
    std::string output;
    for (int i = 0; i < 20'000; ++i) {
        output += "line " + std::to_string(i) + " \xc3\xbc\n";
    }
    const auto mail = report_mail(a_report(), a_run(), printed(output));
    EXPECT_LT(mail.text.size(), 70'000U);
    EXPECT_THAT(mail.text, HasSubstr("bytes more are in the attached file"));
    EXPECT_EQ(mail.attachments[0].content, output);
}

TEST(ReportMail, HoldsNoControlBytesAndNoMarkupOfTheOutput) {
    auto report = a_report(ReportFormat::kHtml);
    ReportedRun run = a_run();
    run.task_name = "a</title><script>x</script>\r\nBcc: eve@example.org";
    const std::string evil = "h\n</td><script>alert(1)</script>\x1b[2J\r\n\x9b\n";
    const auto html = report_mail(report, run, printed(evil));
    EXPECT_THAT(html.html, Not(HasSubstr("<script>")));
    EXPECT_THAT(html.subject, Not(HasSubstr("\n")));
    EXPECT_THAT(html.subject, Not(HasSubstr("\r")));
    EXPECT_THAT(html.attachments[0].name, Not(HasSubstr("/")));
    for (const std::string& shown :
         {html.html, html.text, report_mail(a_report(), run, printed(evil)).text}) {
        EXPECT_EQ(shown.find('\x1b'), std::string::npos);
        EXPECT_EQ(shown.find('\r'), std::string::npos);
    }
}

}  // namespace
}  // namespace tasksched::daemon
