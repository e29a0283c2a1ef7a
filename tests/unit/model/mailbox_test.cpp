#include "common/model/mailbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

namespace tasksched::model {
namespace {

using testing::HasSubstr;
using namespace std::string_literals;

TEST(Mailbox, TakesAddressesOfDotStringsAtDomainsAndLiterals) {
    for (const char* address :
         {"ada@example.org", "a.b+c@x.y", "o'hara=list/x@sub.example.org", "root@localhost",
          "a@[192.0.2.1]", "a@[IPv6:2001:db8::1]", "{x}|`~!#$%&*?^_@a-b.c", "1@1.example"}) {
        EXPECT_TRUE(check_address(address)) << address;
        EXPECT_EQ(parse_mailbox(address), (Mailbox{"", address}));
    }
}

TEST(Mailbox, RefusesWhateverIsNoAddress) {
    for (const std::string& address : {""s,
                                       "ada"s,
                                       "@example.org"s,
                                       "ada@"s,
                                       "a b@x.org"s,
                                       "a@b@c"s,
                                       ".a@x.org"s,
                                       "a.@x.org"s,
                                       "a..b@x.org"s,
                                       "a@.x"s,
                                       "a@x..y"s,
                                       "a@-x.org"s,
                                       "a@x-.org"s,
                                       "a@x_y.org"s,
                                       "-oQ/tmp@x.org"s,
                                       "\"a b\"@x.org"s,
                                       "a@x.org>"s,
                                       "<a@x.org"s,
                                       "a@x.org,b@x.org"s,
                                       "a@x.org\r\nRCPT TO:<b@x.org>"s,
                                       "a\n@x.org"s,
                                       "a@x.org\n"s,
                                       "a@x.org\0"s,
                                       "a\0b@x.org"s,
                                       "a(c)@x.org"s,
                                       "a;b@x.org"s,
                                       "a:b@x.org"s,
                                       "a\\@x.org"s,
                                       "a@[1.2.3.256]"s,
                                       "a@[1.2.3]"s,
                                       "a@[IPv6:zz::]"s,
                                       "a@[x]"s,
                                       "a@ [1.2.3.4]"s,
                                       "\xc3\xbc@x.org"s,
                                       "a@\xc3\xbc.org"s,
                                       "a@x.org\x7f"s,
                                       "a\x1b@x.org"s}) {
        EXPECT_FALSE(check_address(address)) << testing::PrintToString(address);
    }
    EXPECT_FALSE(check_address(std::string(65, 'a') + "@x.org"));
    EXPECT_TRUE(check_address(std::string(64, 'a') + "@x.org"));
    EXPECT_FALSE(check_address("a@" + std::string(64, 'b') + ".org"));
}

TEST(Mailbox, SaysHowADomainBeyondAsciiIsWritten) {
    EXPECT_THAT(check_address("ada@b\xc3\xbc"
                              "cher.example")
                    .error()
                    .message,
                HasSubstr("xn--"));
}

TEST(Mailbox, ReadsNamesAndWritesThemAgain) {
    const Mailbox plain{"Ada Lovelace", "ada@x.org"};
    EXPECT_EQ(parse_mailbox("Ada Lovelace <ada@x.org>"), plain);
    EXPECT_EQ(format_mailbox(plain), "Ada Lovelace <ada@x.org>");
    const Mailbox quoted{"Lovelace, \"Ada\"", "ada@x.org"};
    EXPECT_EQ(parse_mailbox(R"("Lovelace, \"Ada\"" <ada@x.org>)"), quoted);
    EXPECT_EQ(parse_mailbox(format_mailbox(quoted)), quoted);
    const Mailbox dotted{"Dr. \xc3\x9c", "u@x.org"};
    EXPECT_EQ(parse_mailbox("Dr. \xc3\x9c <u@x.org>"), dotted);
    EXPECT_EQ(parse_mailbox(format_mailbox(dotted)), dotted);
    EXPECT_EQ(parse_mailbox("<ada@x.org>"), (Mailbox{"", "ada@x.org"}));
}

TEST(Mailbox, RefusesNamesThatCouldBeginSomethingElse) {
    for (const std::string& text :
         {"Ada\r\nBcc: b@x.org <ada@x.org>"s, "Ada\0 <a@x.org>"s, "Ada <a@x.org> <b@x.org>"s,
          "a@x.org, Ada <b@x.org>"s, "\"Ada <a@x.org>"s, "\"Ada\"\" <a@x.org>"s,
          "\"Ada\\\" <a@x.org>"s, "Ada\xff <a@x.org>"s, "Ada <a@x.org"s, "Ada <>"s,
          "Ada <a@x.org\r\n>"s}) {
        EXPECT_FALSE(parse_mailbox(text)) << testing::PrintToString(text);
    }
}

TEST(Mailbox, LetsNothingThroughThatCouldLeaveAnEnvelope) {
    std::mt19937 random(1);
    const std::string letters = "ab@.<>\r\n\0 \"\\,;:-[]\x7f\xc3\xbc"s;
    int taken = 0;
    for (int i = 0; i < 200'000; ++i) {
        std::string text = random() % 2 == 0 ? "a.b@a-b.ab" : "ab <a@b>";
        for (std::size_t changes = random() % 4; changes > 0; --changes) {
            text[random() % text.size()] = letters[random() % letters.size()];
        }
        if (const auto mailbox = parse_mailbox(text)) {
            ++taken;
            for (const char c : mailbox->address) {
                ASSERT_TRUE(c > ' ' && c <= '~' && c != '<' && c != '>' && c != '"') << text;
            }
            ASSERT_NE(mailbox->address[0], '-');
            ASSERT_EQ(mailbox->name.find_first_of("\r\n"), std::string::npos);
        }
    }
    EXPECT_GT(taken, 100);
}

}  // namespace
}  // namespace tasksched::model
