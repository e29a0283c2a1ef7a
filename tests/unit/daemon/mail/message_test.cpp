#include "daemon/mail/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "common/base/text.h"

namespace tasksched::daemon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using namespace std::string_literals;

const MessageDefaults kDefaults{.from = "Sched <sched@x.org>",
                                .now = time::Instant(std::chrono::seconds(1'795'854'927))};

model::Mail plain_mail() {
    model::Mail mail;
    mail.to = {"Ada <ada@x.org>", "bob@x.org"};
    mail.subject = "Hello";
    mail.text = "Text\n";
    mail.message_id = "1-2.abc@x.org";
    return mail;
}

TEST(Message, IsComposedOfTheMail) {
    const auto message = compose(plain_mail(), kDefaults);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->sender, "sched@x.org");
    EXPECT_THAT(message->recipients, ElementsAre("ada@x.org", "bob@x.org"));
    EXPECT_EQ(message->content,
              "Date: Sat, 28 Nov 2026 08:35:27 +0000\r\n"
              "From: Sched <sched@x.org>\r\n"
              "To: Ada <ada@x.org>, bob@x.org\r\n"
              "Subject: Hello\r\n"
              "Message-ID: <1-2.abc@x.org>\r\n"
              "Auto-Submitted: auto-generated\r\n"
              "MIME-Version: 1.0\r\n"
              "Content-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: 7bit\r\n"
              "\r\n"
              "Text\r\n");
}

TEST(Message, IsTheSameEachTime) {
    model::Mail mail = plain_mail();
    mail.html = "<p>Text</p>";
    mail.attachments = {{.name = "a.csv", .type = "", .content = "1,2\n"}};
    mail.date = time::Instant(std::chrono::seconds(1));
    const auto first = compose(mail, kDefaults);
    const auto second = compose(mail, {.from = kDefaults.from, .now = {}});
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->content, second->content);
}

TEST(Message, GoesToTheOnesAndNamesTheOthers) {
    model::Mail mail = plain_mail();
    mail.shown_to = {"ada@x.org", "bob@x.org", "eve@x.org"};
    mail.to = {"eve@x.org"};
    const auto message = compose(mail, kDefaults);
    ASSERT_TRUE(message);
    EXPECT_THAT(message->recipients, ElementsAre("eve@x.org"));
    EXPECT_THAT(message->content, HasSubstr("To: ada@x.org, bob@x.org, eve@x.org\r\n"));
}

TEST(Message, HasHtmlAsTheAlternativeOfText) {
    model::Mail mail = plain_mail();
    mail.html =
        "<p>Gr\xc3\xbc\xc3\x9f"
        "e</p>";
    const auto message = compose(mail, kDefaults);
    ASSERT_TRUE(message);
    EXPECT_THAT(message->content, HasSubstr("multipart/alternative"));
    EXPECT_LT(message->content.find("text/plain"), message->content.find("text/html"));
    EXPECT_THAT(message->content, HasSubstr("<p>Gr=C3=BC=C3=9Fe</p>\r\n"));
    mail.text.clear();
    const auto html = compose(mail, kDefaults);
    ASSERT_TRUE(html);
    EXPECT_THAT(html->content, Not(HasSubstr("multipart")));
    EXPECT_THAT(html->content, HasSubstr("Content-Type: text/html; charset=utf-8\r\n"));
}

TEST(Message, CarriesFilesOfAnyBytesUnderAnyName) {
    model::Mail mail = plain_mail();
    mail.attachments = {{.name = "r\xc3\xa9sum\xc3\xa9\r\nX-Evil: 1.pdf",
                         .type = "",
                         .content = "\0\xff\r\n.\r\n"s},
                        {.name = "data", .type = "text/x-own", .content = ""}};
    const auto message = compose(mail, kDefaults);
    ASSERT_TRUE(message);
    EXPECT_THAT(message->content, HasSubstr("multipart/mixed"));
    EXPECT_THAT(message->content, HasSubstr("Content-Type: application/pdf\r\n"));
    EXPECT_THAT(message->content, HasSubstr("AP8NCi4NCg==\r\n"));
    EXPECT_THAT(message->content, HasSubstr("Content-Type: text/x-own\r\n"));
    EXPECT_THAT(message->content, Not(HasSubstr("\nX-Evil")));
}

TEST(Message, HoldsNothingThatASmallServerCouldNotTake) {
    model::Mail mail = plain_mail();
    mail.subject = "a\r\nBcc: x@x.org\r\n\r\n"s + std::string(1, '\0') + "\xff";
    mail.text = std::string(5000, 'x') + "\r\n.\r\nMAIL FROM:<a@b>\r\n" + "\0\r\xff\n"s;
    const auto message = compose(mail, kDefaults);
    ASSERT_TRUE(message);
    for (const std::string_view line : base::split(message->content, '\n')) {
        EXPECT_LE(line.size(), 999U);
    }
    for (std::size_t i = 0; i < message->content.size(); ++i) {
        const char c = message->content[i];
        const bool ends = c == '\n' && i > 0 && message->content[i - 1] == '\r';
        const bool begins = c == '\r' && message->content[i + 1] == '\n';
        ASSERT_TRUE(ends || begins || c == '\t' || (c >= ' ' && c <= '~')) << i;
    }
    EXPECT_THAT(message->content, Not(HasSubstr("\nBcc")));
}

TEST(Message, IsRefusedWithAddressesAndIdsThatAreNone) {
    model::Mail mail = plain_mail();
    mail.to = {"a@x.org\r\nRCPT TO:<b@x.org>"};
    EXPECT_FALSE(compose(mail, kDefaults));
    mail = plain_mail();
    mail.from = "x";
    EXPECT_FALSE(compose(mail, kDefaults));
    mail = plain_mail();
    mail.message_id = "a@b>\r\nBcc: c@d";
    EXPECT_FALSE(compose(mail, kDefaults));
    mail = plain_mail();
    mail.to.clear();
    EXPECT_FALSE(compose(mail, kDefaults));
    mail = plain_mail();
    mail.attachments = {{.name = "a", .type = "text/x\r\nX: y", .content = ""}};
    EXPECT_FALSE(compose(mail, kDefaults));
}

TEST(Message, KnowsTypesByTheEndsOfNames) {
    EXPECT_EQ(content_type_of("a.b.CSV"), "text/csv");
    EXPECT_EQ(content_type_of("csv"), "application/octet-stream");
    EXPECT_EQ(content_type_of(".xyz"), "application/octet-stream");
}

}  // namespace
}  // namespace tasksched::daemon
