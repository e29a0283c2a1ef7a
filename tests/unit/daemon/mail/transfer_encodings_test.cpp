#include "daemon/mail/transfer_encodings.h"

#include <gtest/gtest.h>

#include <string>

namespace tasksched::daemon {
namespace {

using namespace std::string_literals;

TEST(TransferEncodings, EncodeBase64AsItsStandardSays) {
    // RFC 4648 10
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64("\0\xff\r\n"s), "AP8NCg==");
}

TEST(TransferEncodings, BreakBase64IntoLinesOf76) {
    EXPECT_EQ(base64_lines(""), "");
    EXPECT_EQ(base64_lines(std::string(57, '\0')), std::string(76, 'A') + "\r\n");
    EXPECT_EQ(base64_lines(std::string(58, '\0')), std::string(76, 'A') + "\r\nAA==\r\n");
}

TEST(TransferEncodings, QuoteWhatIsNotPrintable) {
    EXPECT_EQ(quoted_printable("a=b\r\n"), "a=3Db\r\n");
    EXPECT_EQ(quoted_printable("\xc3\xbc\r\n.\r\n"), "=C3=BC\r\n.\r\n");
    EXPECT_EQ(quoted_printable("a \r\nb\t\r\n"), "a=20\r\nb=09\r\n");
    EXPECT_EQ(quoted_printable("a\rb\0\n"s), "a=0Db=00=0A");
}

TEST(TransferEncodings, BreakQuotedLinesSoftlyAt76) {
    EXPECT_EQ(quoted_printable(std::string(76, 'x') + "\r\n"), std::string(76, 'x') + "\r\n");
    EXPECT_EQ(quoted_printable(std::string(77, 'x') + "\r\n"),
              std::string(75, 'x') + "=\r\nxx\r\n");
    const std::string long_line = quoted_printable(std::string(5000, '='));
    std::size_t begin = 0;
    while (begin < long_line.size()) {
        const std::size_t end = std::min(long_line.find("\r\n", begin), long_line.size());
        EXPECT_LE(end - begin, 76U);
        begin = end + 2;
    }
}

TEST(TransferEncodings, MakeMailLinesOfAnyLines) {
    EXPECT_EQ(with_mail_lines(""), "\r\n");
    EXPECT_EQ(with_mail_lines("a"), "a\r\n");
    EXPECT_EQ(with_mail_lines("a\nb\r\nc\n\n"), "a\r\nb\r\nc\r\n\r\n");
    EXPECT_EQ(with_mail_lines("a\rb\n"), "a\rb\r\n");
}

TEST(TransferEncodings, KnowWhatMailCarriesAsItIs) {
    EXPECT_TRUE(is_mail_text("plain\ttext\r\n.\r\n"));
    EXPECT_TRUE(is_mail_text(std::string(998, 'x') + "\r\n"));
    EXPECT_FALSE(is_mail_text(std::string(999, 'x') + "\r\n"));
    EXPECT_FALSE(is_mail_text("\xc3\xbc\r\n"));
    EXPECT_FALSE(is_mail_text("a\0b\r\n"s));
    EXPECT_FALSE(is_mail_text("a\rb\r\n"));
    EXPECT_FALSE(is_mail_text("a\x1b[1m\r\n"));
}

}  // namespace
}  // namespace tasksched::daemon
