#include "daemon/transfer/smtp_reply_reader.h"

#include <gtest/gtest.h>

#include <string>

namespace tasksched::daemon {
namespace {

TEST(SmtpReplyReader, PutsRepliesTogetherFromAnyPieces) {
    const std::string bytes = "250-one\r\n250 two\r\n354 go\r\n550\r\n";
    for (std::size_t piece = 1; piece < bytes.size(); ++piece) {
        SmtpReplyReader reader;
        std::string seen;
        for (std::size_t i = 0; i < bytes.size(); i += piece) {
            reader.add(std::string_view(bytes).substr(i, piece));
            while (const auto reply = reader.next()) {
                seen += std::to_string(reply->code) + "(" + reply->text + ")";
            }
        }
        EXPECT_EQ(seen, "250(one two)354(go)550()") << piece;
        EXPECT_TRUE(reader.empty());
        EXPECT_FALSE(reader.broken());
    }
}

TEST(SmtpReplyReader, IsBrokenByWhatIsNoReply) {
    for (const char* bytes : {"hello\r\n", "25\r\n", "250-a\r\n251 b\r\n", "\r\n", "099 x\r\n"}) {
        SmtpReplyReader reader;
        reader.add(bytes);
        EXPECT_FALSE(reader.next()) << bytes;
        EXPECT_TRUE(reader.broken()) << bytes;
    }
    SmtpReplyReader endless;
    endless.add(std::string(100'000, '2'));
    EXPECT_FALSE(endless.next());
    EXPECT_TRUE(endless.broken());
    SmtpReplyReader lines;
    for (int i = 0; i < 10'000; ++i) {
        lines.add("250-again\r\n");
    }
    EXPECT_FALSE(lines.next());
    EXPECT_TRUE(lines.broken());
}

TEST(SmtpGreetings, ForgetWhatWasOfferedBeforeTls) {
    SmtpGreetings greetings;
    for (const char* line :
         {"220 hi\r\n", "250-test\r\n", "250-PIPELINING\r\n", "250 SIZE 99\r\n"}) {
        greetings.add_line(line);
    }
    EXPECT_TRUE(greetings.features().pipelining);
    EXPECT_TRUE(greetings.features().size);
    greetings.add_line("220 go\r\n");
    EXPECT_FALSE(greetings.features().pipelining);
    greetings.add_line("250 size\r\n");
    greetings.add_line("235 welcome\r\n");
    EXPECT_TRUE(greetings.features().size);
    EXPECT_TRUE(greetings.features().is_authenticated);
    EXPECT_EQ(greetings.last_line(), "235 welcome");
}

}  // namespace
}  // namespace tasksched::daemon
