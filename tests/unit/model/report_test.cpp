#include "common/model/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::model {
namespace {

using testing::HasSubstr;

TaskSpec report_spec(GivenOptions options, std::vector<std::string> words = {}) {
    TaskSpec spec;
    spec.type = "report";
    spec.type_options = std::move(options);
    spec.words = std::move(words);
    return spec;
}

std::string report_refusal(const TaskSpec& spec, ReportPayload payload = {}) {
    const auto applied = apply_options(spec, payload);
    return applied ? "accepted" : applied.error().message;
}

ReportPayload a_report() {
    ReportPayload payload;
    payload.program.argv = {"/bin/df", "-h"};
    payload.to = {"ada@b.org"};
    return payload;
}

TEST(Report, IsMadeOfAProgramAndRecipients) {
    ReportPayload payload;
    ASSERT_TRUE(apply_options(report_spec({{"to", {"ada@b.org", "bob@b.org"}},
                                           {"subject", {"Usage"}},
                                           {"format", {"html"}},
                                           {"attach-as", {"usage.html"}}},
                                          {"/bin/df", "-h"}),
                              payload));
    EXPECT_EQ(payload.to, (std::vector<std::string>{"ada@b.org", "bob@b.org"}));
    EXPECT_EQ(payload.format, ReportFormat::kHtml);
    EXPECT_EQ(payload.attach_as, "usage.html");
    EXPECT_EQ(payload.program.argv, (std::vector<std::string>{"/bin/df", "-h"}));
    EXPECT_EQ(summary(payload), "ada@b.org and 1 more: /bin/df -h");
}

TEST(Report, OrOfAQuery) {
    ReportPayload payload;
    ASSERT_TRUE(apply_options(report_spec({{"to", {"a@b.org"}}, {"sql", {"SELECT 1"}}}), payload));
    EXPECT_EQ(payload.sql, "SELECT 1");
    EXPECT_EQ(summary(payload), "a@b.org: SELECT 1");
}

TEST(Report, NeedsOneOfThemAndSomebodyToMailItTo) {
    EXPECT_THAT(report_refusal(report_spec({{"to", {"a@b.org"}}})), HasSubstr("nothing to report"));
    EXPECT_THAT(report_refusal(report_spec({}, {"/bin/df"})), HasSubstr("--to"));
    EXPECT_THAT(
        report_refusal(report_spec({{"to", {"a@b.org"}}, {"sql", {"SELECT 1"}}}, {"/bin/df"})),
        HasSubstr("exclude each other"));
}

TEST(Report, GoesOnWithWhatIsNotGivenAnew) {
    ReportPayload payload = a_report();
    ASSERT_TRUE(apply_options(report_spec({{"subject", {"x"}}}), payload));
    EXPECT_EQ(payload.program.argv.size(), 2U);
    ASSERT_TRUE(apply_options(report_spec({{"sql", {"SELECT 1"}}}), payload));
    EXPECT_TRUE(payload.program.argv.empty()) << "the query takes the program's place";
    ASSERT_TRUE(apply_options(report_spec({}, {"/bin/ls"}), payload));
    EXPECT_EQ(payload.sql, "") << "and the other way round";
    ASSERT_TRUE(apply_options(report_spec({{"to", {"x@y.org"}}}), payload));
    EXPECT_EQ(payload.to, std::vector<std::string>{"x@y.org"});
}

TEST(Report, RefusesRecipientsThatAreNone) {
    for (const char* address : {"", "none", "ada", "-x@b.org", "a@b\r\nBcc: c@d.org", "a b@c.org",
                                "a@b.org,c@d.org", "<a@b.org>"}) {
        EXPECT_THAT(report_refusal(report_spec({{"to", {address}}}, {"/bin/df"})),
                    HasSubstr("--to: "))
            << address;
    }
    EXPECT_THAT(report_refusal(report_spec({{"to", {"a@b.org", "a@b.org"}}}, {"/bin/df"})),
                HasSubstr("given twice"));
    EXPECT_THAT(report_refusal(
                    report_spec({{"to", std::vector<std::string>(101, "a@b.org")}}, {"/bin/df"})),
                HasSubstr("100 are allowed"));
}

TEST(Report, RefusesControlCharactersInWhatBecomesHeaders) {
    for (const char* text : {"a\nb", "a\rb", "a\x1b", "\xff", "\xc2\x9b"}) {
        EXPECT_THAT(report_refusal(report_spec({{"subject", {text}}}), a_report()),
                    HasSubstr("--subject"));
        EXPECT_THAT(report_refusal(report_spec({{"attach-as", {text}}}), a_report()),
                    HasSubstr("--attach-as"));
    }
    EXPECT_THAT(report_refusal(report_spec({{"subject", {std::string(1001, 'x')}}}), a_report()),
                HasSubstr("1000 bytes"));
    EXPECT_THAT(report_refusal(report_spec({{"attach-as", {"../x"}}}), a_report()),
                HasSubstr("without directories"));
}

TEST(Report, RefusesFormatsAndOptionsThatDoNotFit) {
    EXPECT_THAT(report_refusal(report_spec({{"format", {"pdf"}}}), a_report()),
                HasSubstr("--format: 'pdf' is not one of text, html, csv"));
    TaskSpec spec = report_spec({{"sql", {"SELECT 1"}}});
    spec.cwd = "/tmp";
    EXPECT_THAT(report_refusal(spec, a_report()), HasSubstr("--cwd, --env and --stdin"));
    EXPECT_THAT(report_refusal(report_spec({{"sql", {" "}}}), a_report()), HasSubstr("--sql"));
    EXPECT_THAT(report_refusal(report_spec({{"sql", {std::string(70'000, 'x')}}}), a_report()),
                HasSubstr("--sql"));
}

TEST(Report, TriesItsMailAgainByDefault) {
    EXPECT_EQ(ReportPayload::kType.policies.retries, 5);
    EXPECT_EQ(ReportPayload::kType.policies.on_crash, OnCrash::kAsk);
}

TEST(Report, IsJsonWithTheProgramInIt) {
    EXPECT_EQ(
        to_json(a_report()),
        R"({"to":["ada@b.org"],"subject":null,"format":"text","attach_as":null,"sql":null,)"
        R"("program":{"words":["/bin/df","-h"],"shell":null,"cwd":null,"env":[],"stdin":null}})");
}

TEST(Report, IsChosenByItsFields) {
    EXPECT_EQ(field(a_report(), "to"), "ada@b.org");
    EXPECT_EQ(field(a_report(), "program"), "/bin/df");
    EXPECT_EQ(field(a_report(), "format"), "text");
    EXPECT_FALSE(field(a_report(), "amount"));
}

}  // namespace
}  // namespace tasksched::model
