#include "common/model/resolve_policies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::model {
namespace {

using std::chrono::seconds;
using testing::StartsWith;

std::string refusal(std::optional<std::string> TaskSpec::*option, const char* value) {
    TaskSpec spec;
    spec.*option = value;
    Policies policies;
    const auto applied = apply_policies(spec, policies);
    if (applied) {
        return "accepted";
    }
    EXPECT_EQ(applied.error().code, base::ErrorCode::kInvalid);
    return applied.error().message;
}

TEST(PolicyOptions, KeepWhatIsNotGiven) {
    Policies policies;
    policies.retries = 4;
    policies.timeout = seconds(60);
    const Policies before = policies;
    ASSERT_TRUE(apply_policies(TaskSpec{}, policies));
    EXPECT_EQ(policies, before);
}

TEST(PolicyOptions, SetEachPolicy) {
    TaskSpec spec;
    spec.catch_up = "all";
    spec.deadline = "1h";
    spec.overlap = "queue";
    spec.timeout = "90";
    spec.retries = "100";
    spec.backoff = "1s..1m";
    spec.on_crash = "fail";
    spec.notify = "ops@example.org";
    spec.priority = "-100";
    spec.retry_on = "75,1";
    spec.give_up_on = "64-66";
    spec.nice = "7";
    Policies policies;
    ASSERT_TRUE(apply_policies(spec, policies));
    Policies expected;
    expected.catch_up = CatchUp::kAll;
    expected.deadline = seconds(3600);
    expected.overlap = Overlap::kQueue;
    expected.timeout = seconds(90);
    expected.retries = 100;
    expected.backoff = {seconds(1), seconds(60)};
    expected.on_crash = OnCrash::kFail;
    expected.notify = "ops@example.org";
    expected.priority = -100;
    expected.retry_on = *ExitCodes::parse("1,75");
    expected.give_up_on = *ExitCodes::parse("64-66");
    expected.limits.nice = 7;
    EXPECT_EQ(policies, expected);
}

TEST(PolicyOptions, TakeDeadlineTimeoutAndExitCodesAwayByNone) {
    Policies policies;
    policies.deadline = seconds(1);
    policies.timeout = seconds(1);
    policies.retry_on = *ExitCodes::parse("1");
    policies.give_up_on = *ExitCodes::parse("2");
    TaskSpec spec;
    spec.deadline = "none";
    spec.timeout = "none";
    spec.retry_on = "none";
    spec.give_up_on = "none";
    ASSERT_TRUE(apply_policies(spec, policies));
    EXPECT_EQ(policies, Policies{});
}

TEST(PolicyOptions, NameTheOptionThatIsWrong) {
    EXPECT_EQ(refusal(&TaskSpec::catch_up, "some"),
              "--catch-up: 'some' is not one of none, latest, all");
    EXPECT_EQ(refusal(&TaskSpec::retries, "101"),
              "--retries: '101' is not a whole number from 0 to 100");
    EXPECT_EQ(refusal(&TaskSpec::retries, "-1"),
              "--retries: '-1' is not a whole number from 0 to 100");
    EXPECT_EQ(refusal(&TaskSpec::priority, "101"),
              "--priority: '101' is not a whole number from -100 to 100");
    EXPECT_THAT(refusal(&TaskSpec::deadline, "0s"), StartsWith("--deadline: "));
    EXPECT_THAT(refusal(&TaskSpec::overlap, "no"), StartsWith("--overlap: "));
    EXPECT_THAT(refusal(&TaskSpec::timeout, "-5s"), StartsWith("--timeout: "));
    EXPECT_THAT(refusal(&TaskSpec::backoff, "x"), StartsWith("--backoff: "));
    EXPECT_THAT(refusal(&TaskSpec::retry_on, "0"), StartsWith("--retry-on: '0'"));
    EXPECT_THAT(refusal(&TaskSpec::give_up_on, "x"), StartsWith("--give-up-on: 'x'"));
    EXPECT_THAT(refusal(&TaskSpec::on_crash, "x"), StartsWith("--on-crash: "));
    EXPECT_THAT(refusal(&TaskSpec::notify, "x"), StartsWith("--notify: "));
}

TEST(NotifyAddress, HasOneAtSignBetweenTwoParts) {
    EXPECT_TRUE(check_notify("a@b"));
    EXPECT_TRUE(check_notify("first.last+tag@mail.example.org"));
    EXPECT_TRUE(check_notify("none"));
}

TEST(NotifyAddress, CannotPassForAnythingElse) {
    using namespace std::string_view_literals;
    for (const std::string_view address :
         {""sv, "a"sv, "@b"sv, "a@"sv, "a@b@c"sv, "-a@b"sv, "a b@c"sv, "a@b\nBcc: x@y"sv, "a@b\0"sv,
          "a@b,c"sv, "<a@b>"sv, "\"a\"@b"sv, "\xff@b"sv, "None"sv}) {
        EXPECT_FALSE(check_notify(address)) << address;
    }
    EXPECT_FALSE(check_notify(std::string(250, 'a') + "@b.org"));
}

}  // namespace
}  // namespace tasksched::model
