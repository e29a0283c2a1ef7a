// Every text of every type, with what could end a header, a command or a line in it: what the
// servers and programs receive is data, or nothing is stored.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/integration/daemon/installed_plugin.h"
#include "tests/integration/daemon/mail_setting.h"
#include "tests/support/payment_gateway.h"

namespace tasksched::support {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr std::size_t kMegabyte = 1 << 20;

const std::vector<std::string> kTexts{
    "a\r\nBcc: evil@x.org\r\nX-Evil: 1",
    "a\nX-Evil: 1",
    "a\rX-Evil: 1",
    "\r\n.\r\nMAIL FROM:<evil@x.org>\r\nRCPT TO:<evil@x.org>\r\nDATA\r\nX-Evil: 1\r\n.\r\nQUIT\r\n",
    "\n.\nMAIL FROM:<evil@x.org>\n",
    "..\r\n.\r\n",
    std::string("a\0X-Evil: 1", 11),
    "\xff\xfe\xc0\x80\xed\xa0\x80",
    "\xe2\x80\xae\xc2\x85\xe2\x80\xa8 bidi, next line, line separator",
    "\"; rm -rf /; $(X-Evil) `X-Evil` %0d%0aX-Evil: 1",
    "{\"amount\": \"1000000.00\"}",
    "--help",
    "@/etc/passwd",
    std::string(kMegabyte, 'x'),
    "\xc3\xa4" + std::string(kMegabyte, ' ') + "\xe2\x82\xac",
};

/// A daemon with a server for each type, and the options of a task of each.
class HostileTexts : public testing::Test {
  protected:
    void SetUp() override {
        const std::string token = daemon_.home().write("token", "test-token-8d1f");
        ASSERT_EQ(::chmod(token.c_str(), 0600), 0);
        install_plugin(daemon_, "note", "help = 'note'\n[fields.text]\nrequired = true\n",
                       "cat >>" + daemon_.home().file("noted") + "\n");
        daemon_.configure(
            section_for(smtp_) + gateway_.configuration(token) +
            fmt::format("[plugins]\ndirectories = ['{}/plugins']\n", daemon_.home().path()));
        daemon_.start();
    }

    /// Schedules `line` once for each of `fields` and each text, with the text in that field: as a
    /// line of a batch, so that no limit of the arguments' lengths is in the way. Returns the texts
    /// that were stored, by the task's id.
    std::map<std::string, std::pair<std::string, std::string>> schedule_all(
        const json& line, const std::vector<std::string>& fields) {
        std::map<std::string, std::pair<std::string, std::string>> stored;
        for (const std::string& field : fields) {
            for (const std::string& text : kTexts) {
                json changed = line;
                changed["in"] = "1s";
                changed["retries"] = 0;
                changed["notify"] = "none";
                changed[field] = field == "set"     ? json("text=" + kMark)
                                 : field == "words" ? json{"/bin/echo", kMark}
                                                    : json(kMark);
                std::string bytes = changed.dump() + "\n";
                bytes.replace(bytes.find(kMark), kMark.size(), escaped(text));
                const ProcessResult result = daemon_.tasksched({"schedule", "--batch", "-"}, bytes);
                EXPECT_TRUE(result.exit_code == 0 || result.exit_code == 2)
                    << field << ": " << result.err.substr(0, 500);
                EXPECT_LE(result.err.size(), 2000U) << field << ": a megabyte is not repeated";
                EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'),
                          result.exit_code == 2 ? 1 : 0)
                    << field << ": " << result.err.substr(0, 500);
                if (result.exit_code == 0) {
                    stored[result.out.substr(0, result.out.find('\n'))] = {field, text};
                }
            }
        }
        return stored;
    }

    /// As it stands in a JSON text; what is no UTF-8 stays as it is.
    static std::string escaped(const std::string& text) {
        std::string escape;
        for (const char c : text) {
            if (c == '"' || c == '\\') {
                escape += std::string("\\") + c;
            } else if (static_cast<unsigned char>(c) < 0x20) {
                escape += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
            } else {
                escape += c;
            }
        }
        return escape;
    }

    void expect_ended(std::size_t count) {
        EXPECT_TRUE(eventually([&] {
            const auto runs = json_lines(daemon_.must({"--json", "runs", "--limit", "10000"}));
            return runs.size() >= count && std::all_of(runs.begin(), runs.end(), [](const json& r) {
                       return r.at("state") == "succeeded" || r.at("state") == "failed";
                   });
        }));
    }

    static const std::string kMark;

    SmtpServer smtp_;
    ScriptedServer http_{[](const std::string&) { return http_reply(200); }};
    PaymentGateway gateway_;
    DaemonFixture daemon_;
};

const std::string HostileTexts::kMark = "the-text";

/// One header, with each field once and no line of more than RFC 5322 allows.
void expect_one_header(const ReceivedMail& mail) {
    EXPECT_EQ(mail.from, "sched@example.org");
    EXPECT_THAT(mail.to, ElementsAre("ada@x.org"));
    for (const char* field : {"From", "To", "Subject", "Date", "Message-ID"}) {
        EXPECT_THAT(header_values(mail.content, field), SizeIs(1));
    }
    for (const char* field : {"Bcc", "X-Evil"}) {
        EXPECT_THAT(header_values(mail.content, field), SizeIs(0));
    }
    std::size_t longest = 0;
    for (std::size_t begin = 0; begin < mail.content.size();) {
        const std::size_t end = std::min(mail.content.find("\r\n", begin), mail.content.size());
        longest = std::max(longest, end - begin);
        begin = end + 2;
    }
    EXPECT_LE(longest, 998U);
}

TEST_F(HostileTexts, OfMailAreDataInOneMessage) {
    const json email{{"type", "email"},
                     {"to", "ada@x.org"},
                     {"from", "sched@example.org"},
                     {"subject", "plain"},
                     {"message", "plain"}};
    auto stored = schedule_all(email, {"to", "from", "subject", "message", "attach", "name"});
    const json report{{"type", "report"},
                      {"to", "ada@x.org"},
                      {"subject", "plain"},
                      {"format", "csv"},
                      {"words", {"/bin/echo", "plain"}}};
    stored.merge(schedule_all(report, {"to", "subject", "attach_as", "words", "name"}));
    expect_ended(stored.size());
    const auto received = smtp_.received();
    EXPECT_GE(received.size(), 2 * (kTexts.size() - 3)) << "subjects and messages";
    for (const ReceivedMail& mail : received) {
        expect_one_header(mail);
    }
    EXPECT_THAT(smtp_.commands(), Not(HasSubstr("evil")));
    std::set<std::string> fields;
    for (const auto& [task, what] : stored) {
        fields.insert(what.first);
        if (what.first == "message") {
            EXPECT_EQ(count_runs(daemon_, task, "succeeded"), 1U) << what.second.substr(0, 80);
        }
    }
    EXPECT_TRUE(fields.contains("message"));
    EXPECT_FALSE(fields.contains("from")) << "none of the texts is an address";
}

TEST_F(HostileTexts, OfCallsAreDataInOneRequest) {
    const json call{{"type", "http"},
                    {"method", "POST"},
                    {"url", http_.url("/here")},
                    {"data", "plain"},
                    {"header", "X-Plain: 1"}};
    const auto stored = schedule_all(call, {"method", "url", "header", "data", "expect"});
    expect_ended(stored.size());
    EXPECT_GE(stored.size(), kTexts.size() - 4) << "bodies";
    std::size_t bodies = 0;
    for (const std::string& request : http_.requests()) {
        EXPECT_THAT(request, testing::StartsWith("POST /here HTTP/1.1\r\n"));
        const std::string head = request.substr(0, request.find("\r\n\r\n"));
        EXPECT_THAT(head, Not(HasSubstr("X-Evil")));
        EXPECT_EQ(head.find_first_of(std::string("\0", 1)), std::string::npos);
        const std::string body = request.substr(head.size() + 4);
        bodies += static_cast<std::size_t>(std::count(kTexts.begin(), kTexts.end(), body));
    }
    EXPECT_EQ(http_.requests().size(), stored.size());
    // One of the texts names a file, whose content is the body.
    EXPECT_EQ(bodies + 1, static_cast<std::size_t>(std::count_if(
                              stored.begin(), stored.end(),
                              [](const auto& task) { return task.second.first == "data"; })))
        << "bodies arrive byte for byte";
}

TEST_F(HostileTexts, OfPaymentsAreDataInOneOrder) {
    const json payment{{"type", "payment"}, {"from", "acct_1"},  {"to", "acct_9"},
                       {"amount", "12.50"}, {"currency", "EUR"}, {"reference", "plain"}};
    const auto stored =
        schedule_all(payment, {"from", "to", "amount", "currency", "reference", "transfer"});
    expect_ended(stored.size());
    EXPECT_GE(stored.size(), 3U);
    EXPECT_EQ(gateway_.ledger().size(), stored.size());
    for (const std::string& request : gateway_.requests()) {
        EXPECT_THAT(request.substr(0, request.find("\r\n\r\n")), Not(HasSubstr("X-Evil")));
    }
    for (const Booking& booking : gateway_.ledger()) {
        EXPECT_EQ(booking.amount, "12.50");
        EXPECT_EQ(booking.currency, "EUR");
        const std::vector<std::string> plain{"acct_1", "acct_9", "plain"};
        for (const std::string& text : {booking.sender, booking.receiver, booking.reference}) {
            EXPECT_TRUE(std::count(plain.begin(), plain.end(), text) +
                        std::count(kTexts.begin(), kTexts.end(), text))
                << text;
        }
    }
}

TEST_F(HostileTexts, OfPluginsAndCommandsAreDataToTheProgram) {
    const auto noted = schedule_all({{"type", "note"}}, {"set"});
    const json command{{"type", "command"}, {"words", {"/bin/cat"}}};
    const auto printed = schedule_all(command, {"words", "stdin", "env", "cwd"});
    expect_ended(noted.size() + printed.size());
    EXPECT_GE(noted.size(), kTexts.size() - 4);
    const auto inputs = json_lines(daemon_.home().read("noted"));
    EXPECT_EQ(inputs.size(), noted.size());
    for (const json& input : inputs) {
        const auto task = noted.at(std::to_string(input.at("task_id").get<int>()));
        EXPECT_TRUE(input.at("fields").at("text") == task.second);
    }
    for (const auto& [task, what] : printed) {
        const auto& [field, text] = what;
        if (text.size() > kMegabyte / 2 || (field != "words" && field != "stdin")) {
            continue;  // more than is kept of an output
        }
        const json output =
            json::parse(daemon_.must({"--json", "logs", newest_run_of(daemon_, task)}));
        EXPECT_EQ(output.dump().find("X-Evil") != std::string::npos,
                  text.find("X-Evil") != std::string::npos);
        EXPECT_EQ(count_runs(daemon_, task, "succeeded"), 1U) << field << ": " << text;
    }
}

}  // namespace
}  // namespace tasksched::support
