#include "common/model/email.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "common/model/payload.h"

namespace tasksched::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::string_literals;

TaskSpec email_spec(GivenOptions given) {
    TaskSpec spec;
    spec.type = "email";
    spec.type_options = std::move(given);
    return spec;
}

const GivenOptions kPlain{
    {"to", {"Ada <ada@x.org>", "bob@x.org"}}, {"subject", {"Hello"}}, {"message", {"Text"}}};

/// Why the plain email with this option in place of its own is refused; empty where it is not.
std::string refusal(const std::string& option, std::vector<std::string> values) {
    GivenOptions given = kPlain;
    given[option] = std::move(values);
    EmailPayload payload;
    const auto applied = apply_options(email_spec(given), payload);
    return applied ? "" : applied.error().message;
}

TEST(Email, IsMadeOfItsOptions) {
    EmailPayload payload;
    GivenOptions given = kPlain;
    given["html"] = {"true"};
    given["attach"] = {"/tmp/a", "/tmp/b"};
    given["from"] = {"cron@x.org"};
    ASSERT_TRUE(apply_options(email_spec(given), payload));
    EXPECT_THAT(payload.to, ElementsAre("Ada <ada@x.org>", "bob@x.org"));
    EXPECT_TRUE(payload.html);
    EXPECT_EQ(summary(payload), "to Ada <ada@x.org> and 1 more: Hello");
    EXPECT_EQ(field(payload, "to"), "Ada <ada@x.org>, bob@x.org");
    EXPECT_EQ(field(payload, "from"), "cron@x.org");
    EXPECT_EQ(to_json(payload),
              R"({"to":["Ada <ada@x.org>","bob@x.org"],"from":"cron@x.org","subject":"Hello",)"
              R"("message":"Text","html":true,"attach":["/tmp/a","/tmp/b"]})");
}

TEST(Email, KeepsWhatAnUpdateDoesNotName) {
    EmailPayload payload;
    GivenOptions given = kPlain;
    given["html"] = {"true"};
    given["attach"] = {"/tmp/a"};
    ASSERT_TRUE(apply_options(email_spec(given), payload));
    ASSERT_TRUE(apply_options(email_spec({{"subject", {"Again"}}}), payload));
    EXPECT_EQ(payload.subject, "Again");
    EXPECT_TRUE(payload.html);
    EXPECT_EQ(payload.message, "Text");
    ASSERT_TRUE(apply_options(email_spec({{"message", {"New"}}, {"attach", {"none"}}}), payload));
    EXPECT_FALSE(payload.html) << "a new message says what it is";
    EXPECT_TRUE(payload.attach.empty());
}

TEST(Email, RefusesWhatCannotBeSent) {
    EXPECT_THAT(refusal("to", {"nobody"}), HasSubstr("--to: 'nobody' is not an address"));
    EXPECT_THAT(refusal("to", {"a@x.org", "A <a@x.org>"}), HasSubstr("given twice"));
    EXPECT_THAT(refusal("to", std::vector<std::string>(101, "a@x.org")), HasSubstr("100"));
    EXPECT_THAT(refusal("from", {"a@x.org\r\nBcc: b@x.org"}), HasSubstr("--from"));
    EXPECT_THAT(refusal("message", {""}), HasSubstr("--message"));
    EXPECT_THAT(refusal("message", {"a\0b"s}), HasSubstr("NUL"));
    EXPECT_THAT(refusal("message", {"\xff"}), HasSubstr("UTF-8"));
    EXPECT_THAT(refusal("message", {std::string(70'000, 'x')}), HasSubstr("65536 are allowed"));
    EXPECT_THAT(refusal("attach", {"relative"}), HasSubstr("absolute"));
    EXPECT_THAT(refusal("attach", {"/a\nb"}), HasSubstr("control"));
    EXPECT_EQ(refusal("subject", {""}), "");
}

TEST(Email, RefusesSubjectsThatAreNoLine) {
    for (const std::string& subject : {"a\r\nBcc: b@x.org"s, "a\nb"s, "a\rb"s, "a\0b"s, "\x1b[2J"s,
                                       "\xff"s, std::string(1'000'000, 'x')}) {
        EXPECT_THAT(refusal("subject", {subject}), HasSubstr("--subject"));
    }
}

TEST(Email, IsTriedAgainAfterFailuresAndCrashes) {
    EXPECT_EQ(EmailPayload::kType.policies.retries, 5);
    EXPECT_EQ(EmailPayload::kType.policies.on_crash, OnCrash::kRetry);
    EXPECT_EQ(EmailPayload::kType.policies.backoff, (Backoff{}));
}

}  // namespace
}  // namespace tasksched::model
