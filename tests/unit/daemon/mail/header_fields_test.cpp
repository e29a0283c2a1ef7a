#include "daemon/mail/header_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "common/base/text.h"

namespace tasksched::daemon {
namespace {

using testing::StartsWith;
using namespace std::string_literals;

/// Holds what every field must: its name begins it and nothing else is begun, all ASCII, no line
/// beyond `longest`.
void expect_one_field(const std::string& field, const std::string& name, std::size_t longest = 78) {
    EXPECT_THAT(field, StartsWith(name + ":"));
    ASSERT_TRUE(field.ends_with("\r\n"));
    for (const std::string_view line :
         base::split(std::string_view(field).substr(0, field.size() - 1), '\n')) {
        EXPECT_TRUE(line.starts_with(name + ":") || line.starts_with(" ")) << line;
        EXPECT_TRUE(line.ends_with("\r")) << line;
        EXPECT_LE(line.size() - 1, longest) << line;
        EXPECT_NE(base::trim(line), "") << "a line of blanks ends the header for some";
        for (const char c : line.substr(0, line.size() - 1)) {
            ASSERT_TRUE(c >= ' ' && c <= '~') << testing::PrintToString(field);
        }
    }
}

TEST(HeaderFields, LeavePlainTextAsItIsAndFoldItAtBlanks) {
    EXPECT_EQ(text_field("Subject", "Hello, world"), "Subject: Hello, world\r\n");
    EXPECT_EQ(text_field("Subject", ""), "Subject: \r\n");
    const std::string field =
        text_field("Subject", std::string(40, 'a') + " " + std::string(40, 'b'));
    EXPECT_EQ(field, "Subject: " + std::string(40, 'a') + "\r\n " + std::string(40, 'b') + "\r\n");
}

TEST(HeaderFields, EncodeTextBeyondAscii) {
    EXPECT_EQ(text_field("Subject",
                         "Gr\xc3\xbc\xc3\x9f"
                         "e"),
              "Subject: =?UTF-8?B?R3LDvMOfZQ==?=\r\n");
}

TEST(HeaderFields, EncodeTextThatWouldBeReadOtherwise) {
    EXPECT_THAT(text_field("Subject", "=?UTF-8?B?eA==?="), StartsWith("Subject: =?UTF-8?B?PT9V"));
    EXPECT_THAT(text_field("Subject", " a"), StartsWith("Subject: =?UTF-8?B?"));
    EXPECT_THAT(text_field("Subject", "a  b"), StartsWith("Subject: =?UTF-8?B?"));
}

TEST(HeaderFields, NeverBeginAnotherFieldWhateverTheText) {
    std::mt19937 random(7);
    const std::string letters = "ab \r\n\t\0:<>\"\\,;=?\x1b\x7f\xc3\xbc\xf0\x9f\x98\x80\xff"s;
    for (int i = 0; i < 5'000; ++i) {
        std::string text;
        const std::size_t length = random() % 200;
        for (std::size_t j = 0; j < length; ++j) {
            text += letters[random() % letters.size()];
        }
        if (!text.empty()) {
            expect_one_field(text_field("Subject", text), "Subject");
        }
        expect_one_field(parameter_field("Content-Disposition", "attachment", "filename", text),
                         "Content-Disposition");
        const std::vector<model::Mailbox> mailboxes{{text, "a@x.org"}, {"", "b@x.org"}};
        expect_one_field(address_field("To", mailboxes), "To");
        if (testing::Test::HasFailure()) {
            FAIL() << testing::PrintToString(text);
        }
    }
}

TEST(HeaderFields, FoldASubjectOfAMegabyte) {
    expect_one_field(text_field("Subject", std::string(1'000'000, 'x')), "Subject");
    std::string umlauts;
    for (int i = 0; i < 100'000; ++i) {
        umlauts += "\xc3\xbc";
    }
    expect_one_field(text_field("Subject", umlauts), "Subject");
}

TEST(HeaderFields, WriteControlCharactersOut) {
    EXPECT_EQ(text_field("Subject", "a\r\nBcc: b@x.org"), "Subject: a\\x0D\\x0ABcc: b@x.org\r\n");
}

TEST(HeaderFields, WriteMailboxesWithTheirNames) {
    const std::vector<model::Mailbox> mailboxes{{"Ada Lovelace", "ada@x.org"},
                                                {"Lovelace, \"Ada\"", "ada@y.org"},
                                                {"\xc3\x9c", "u@x.org"},
                                                {"", "plain@x.org"}};
    EXPECT_EQ(address_field("To", mailboxes),
              "To: Ada Lovelace <ada@x.org>, \"Lovelace, \\\"Ada\\\"\" <ada@y.org>,\r\n"
              " =?UTF-8?B?w5w=?= <u@x.org>, plain@x.org\r\n");
}

TEST(HeaderFields, NameFilesByParameters) {
    EXPECT_EQ(parameter_field("Content-Disposition", "attachment", "filename", "a \"b\".txt"),
              "Content-Disposition: attachment; filename=\"a \\\"b\\\".txt\"\r\n");
    EXPECT_EQ(parameter_field("Content-Disposition", "attachment", "filename", "\xc3\xbc.txt"),
              "Content-Disposition: attachment; filename*=UTF-8''%C3%BC.txt\r\n");
    const std::string field = parameter_field("Content-Disposition", "attachment", "filename",
                                              std::string(100, 'x') + ".txt");
    EXPECT_THAT(field, testing::HasSubstr("filename*0*=UTF-8''xx"));
    EXPECT_THAT(field, testing::HasSubstr("filename*1*=xx"));
}

TEST(HeaderFields, TellTheDateAsMailDoes) {
    EXPECT_EQ(mail_date(time::Instant(std::chrono::seconds(1'795'854'927))),
              "Sat, 28 Nov 2026 08:35:27 +0000");
    EXPECT_EQ(mail_date(time::Instant(std::chrono::seconds(0))), "Thu, 1 Jan 1970 00:00:00 +0000");
}

}  // namespace
}  // namespace tasksched::daemon
