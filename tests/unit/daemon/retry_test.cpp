#include "daemon/scheduler/retry.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace tasksched::daemon {
namespace {

using std::chrono::seconds;

constexpr time::Instant kNow{std::chrono::microseconds{1'780'272'000'000'000}};

model::AttemptResult result_of(model::Outcome outcome) {
    model::AttemptResult result;
    result.outcome = outcome;
    return result;
}

model::Policies retrying(int retries) {
    model::Policies policies;
    policies.retries = retries;
    policies.backoff = {.base = seconds(30), .cap = seconds(3600)};
    return policies;
}

TEST(AfterAttempt, EndsWithSuccess) {
    const auto after =
        after_attempt(retrying(3), 1, result_of(model::Outcome::kSuccess), std::nullopt, kNow, 0);
    EXPECT_EQ(after.to, model::RunState::kSucceeded);
}

TEST(AfterAttempt, TriesAgainWhatCouldNotBeStartedForWantOfSomething) {
    model::AttemptResult result = result_of(model::Outcome::kTransient);
    result.reason = model::RunReason::kNotStarted;
    for (const int attempt : {1, 10}) {
        const auto after = after_attempt(retrying(0), attempt, result, std::nullopt, kNow, 0);
        EXPECT_EQ(after.to, model::RunState::kWaiting) << attempt;
    }
    EXPECT_EQ(after_attempt(retrying(0), 11, result, std::nullopt, kNow, 0).to,
              model::RunState::kFailed);
    result.outcome = model::Outcome::kPermanent;
    EXPECT_EQ(after_attempt(retrying(0), 1, result, std::nullopt, kNow, 0).to,
              model::RunState::kFailed);
}

TEST(AfterAttempt, WaitsAsLongAsAServerAsks) {
    model::AttemptResult result = result_of(model::Outcome::kTransient);
    const auto wait = [&](seconds asked, std::uint64_t draw) {
        result.retry_after = asked;
        return *after_attempt(retrying(3), 1, result, std::nullopt, kNow, draw).next_attempt_at -
               kNow;
    };
    EXPECT_EQ(wait(seconds(120), 0), seconds(120));
    EXPECT_GE(wait(seconds(600), 12'345'678), seconds(600));
    EXPECT_LE(wait(seconds(600), 12'345'678), seconds(660));
    // Never less than the backoff, nor more than a day and its tenth.
    EXPECT_EQ(wait(seconds(1), 0), seconds(30));
    EXPECT_EQ(wait(seconds(-5), 0), seconds(30));
    EXPECT_EQ(wait(seconds::max(), 0), std::chrono::hours(24));
}

TEST(AfterAttempt, EndsWhereAServerAsksToWaitBeyondTheDeadline) {
    model::AttemptResult result = result_of(model::Outcome::kTransient);
    result.retry_after = std::chrono::hours(2);
    model::Policies policies = retrying(3);
    policies.deadline = std::chrono::hours(1);
    const auto after =
        after_attempt(policies, 1, result, std::chrono::floor<seconds>(kNow), kNow, 0);
    EXPECT_EQ(after.to, model::RunState::kFailed);
    EXPECT_EQ(after.reason, model::RunReason::kDeadline);
}

TEST(AfterAttempt, EndsAtOnceWithAPermanentFailure) {
    const auto after =
        after_attempt(retrying(3), 1, result_of(model::Outcome::kPermanent), std::nullopt, kNow, 0);
    EXPECT_EQ(after.to, model::RunState::kFailed);
}

model::AttemptResult exited(int code) {
    model::AttemptResult result = result_of(model::Outcome::kTransient);
    result.exit_code = code;
    return result;
}

model::Policies with_codes(const char* retry_on, const char* give_up_on) {
    model::Policies policies = retrying(3);
    if (*retry_on != '\0') {
        policies.retry_on = *model::ExitCodes::parse(retry_on);
    }
    if (*give_up_on != '\0') {
        policies.give_up_on = *model::ExitCodes::parse(give_up_on);
    }
    return policies;
}

TEST(ExitStatus, OfAnyKindMayBeTriedAgainByDefault) {
    for (const int code : {1, 2, 64, 75, 127, 255}) {
        EXPECT_EQ(judged_outcome(retrying(3), exited(code)), model::Outcome::kTransient) << code;
    }
}

TEST(ExitStatus, ThatMeansGiveUpIsPermanent) {
    const model::Policies policies = with_codes("", "2,64-78");
    for (const int code : {2, 64, 75, 78}) {
        EXPECT_EQ(judged_outcome(policies, exited(code)), model::Outcome::kPermanent) << code;
    }
    for (const int code : {1, 3, 63, 79}) {
        EXPECT_EQ(judged_outcome(policies, exited(code)), model::Outcome::kTransient) << code;
    }
}

TEST(ExitStatus, ThatIsNotAmongThoseToTryAgainIsPermanent) {
    const model::Policies policies = with_codes("1,100-110", "");
    for (const int code : {1, 100, 110, 75}) {
        EXPECT_EQ(judged_outcome(policies, exited(code)), model::Outcome::kTransient) << code;
    }
    for (const int code : {2, 99, 111}) {
        EXPECT_EQ(judged_outcome(policies, exited(code)), model::Outcome::kPermanent) << code;
    }
}

TEST(ExitStatus, ThatBothListsNameIsPermanent) {
    EXPECT_EQ(judged_outcome(with_codes("1-10", "5"), exited(5)), model::Outcome::kPermanent);
    EXPECT_EQ(judged_outcome(with_codes("1-10", "75"), exited(75)), model::Outcome::kPermanent);
}

TEST(ExitStatus, OfASignalIs128AndItsNumber) {
    model::AttemptResult killed = result_of(model::Outcome::kTransient);
    killed.signal = 9;
    EXPECT_EQ(judged_outcome(with_codes("", "137"), killed), model::Outcome::kPermanent);
    EXPECT_EQ(judged_outcome(with_codes("1", ""), killed), model::Outcome::kPermanent);
    EXPECT_EQ(judged_outcome(with_codes("137", ""), killed), model::Outcome::kTransient);
}

TEST(ExitStatus, OfATimeoutIs124WhateverEndedIt) {
    model::AttemptResult late = result_of(model::Outcome::kTransient);
    late.reason = model::RunReason::kTimeout;
    late.signal = 15;
    EXPECT_EQ(judged_outcome(with_codes("", "124"), late), model::Outcome::kPermanent);
    EXPECT_EQ(judged_outcome(with_codes("", "143"), late), model::Outcome::kTransient);
}

TEST(ExitStatus, IsNoneOfWhatNeverStarted) {
    model::AttemptResult result = result_of(model::Outcome::kTransient);
    result.reason = model::RunReason::kNotStarted;
    EXPECT_EQ(judged_outcome(with_codes("1", "1-255"), result), model::Outcome::kTransient);
}

TEST(ExitStatus, ChangesNoOtherOutcome) {
    model::AttemptResult result = result_of(model::Outcome::kSuccess);
    result.exit_code = 0;
    EXPECT_EQ(judged_outcome(with_codes("1", "2"), result), model::Outcome::kSuccess);
    result = result_of(model::Outcome::kPermanent);
    result.exit_code = 75;
    EXPECT_EQ(judged_outcome(retrying(3), result), model::Outcome::kPermanent);
}

TEST(AfterAttempt, WaitsForTheNextAttemptAfterATransientFailure) {
    const auto after =
        after_attempt(retrying(3), 1, result_of(model::Outcome::kTransient), std::nullopt, kNow, 0);
    EXPECT_EQ(after.to, model::RunState::kWaiting);
    EXPECT_EQ(after.next_attempt_at, kNow + seconds(30));
}

TEST(AfterAttempt, MakesNoMoreAttemptsThanAllowed) {
    const auto last =
        after_attempt(retrying(3), 3, result_of(model::Outcome::kTransient), std::nullopt, kNow, 0);
    EXPECT_EQ(last.to, model::RunState::kWaiting);
    const auto over =
        after_attempt(retrying(3), 4, result_of(model::Outcome::kTransient), std::nullopt, kNow, 0);
    EXPECT_EQ(over.to, model::RunState::kFailed);
}

TEST(AfterAttempt, KeepsEveryDelayBetweenBaseAndCap) {
    std::mt19937_64 random(7);
    for (int attempt = 1; attempt <= 100; ++attempt) {
        for (int draw = 0; draw < 50; ++draw) {
            const auto after =
                after_attempt(retrying(100), attempt, result_of(model::Outcome::kTransient),
                              std::nullopt, kNow, random());
            ASSERT_TRUE(after.next_attempt_at.has_value());
            const auto delay = *after.next_attempt_at - kNow;
            EXPECT_GE(delay, seconds(30));
            EXPECT_LE(delay, seconds(3600));
        }
    }
}

TEST(AfterAttempt, DoublesTheLongestDelay) {
    const auto most = std::numeric_limits<std::uint64_t>::max();
    for (int attempt = 1; attempt <= 5; ++attempt) {
        time::Instant latest = kNow;
        std::mt19937_64 random(11);
        for (int draw = 0; draw < 20'000; ++draw) {
            const auto after =
                after_attempt(retrying(100), attempt, result_of(model::Outcome::kTransient),
                              std::nullopt, kNow, random() % most);
            latest = std::max(latest, *after.next_attempt_at);
        }
        const seconds bound = seconds(30) * (1 << attempt);
        EXPECT_LE(latest - kNow, bound);
        EXPECT_GE(latest - kNow, bound - bound / 20);
    }
}

TEST(AfterAttempt, DoesNotWaitPastTheDeadline) {
    model::Policies policies = retrying(3);
    policies.deadline = seconds(60);
    const auto scheduled = time::floor_second(kNow) - seconds(40);
    const auto after =
        after_attempt(policies, 1, result_of(model::Outcome::kTransient), scheduled, kNow, 0);
    EXPECT_EQ(after.to, model::RunState::kFailed);
    EXPECT_EQ(after.reason, model::RunReason::kDeadline);
}

TEST(AfterAttempt, CancelsARunThatSomebodyKilled) {
    model::AttemptResult killed = result_of(model::Outcome::kPermanent);
    killed.reason = model::RunReason::kKilled;
    const auto after = after_attempt(retrying(3), 1, killed, std::nullopt, kNow, 0);
    EXPECT_EQ(after.to, model::RunState::kCancelled);
    EXPECT_EQ(after.reason, model::RunReason::kKilled);
}

model::ItemTally tally_of(int pending, int sent, int rejected) {
    model::ItemTally tally;
    tally.total = pending + sent + rejected;
    tally.pending = pending;
    tally.sent = sent;
    tally.rejected = rejected;
    return tally;
}

model::AttemptResult with_items(model::Outcome outcome, model::ItemTally items) {
    model::AttemptResult result = result_of(outcome);
    result.items = items;
    return result;
}

TEST(AfterAttempt, WithPartsThatMayHaveComeToSomethingEndsUnknown) {
    const auto open = with_items(model::Outcome::kTransient, tally_of(0, 1, 1));
    auto after = after_attempt(retrying(3), 3, open, std::nullopt, kNow, 0);
    EXPECT_EQ(after.to, model::RunState::kWaiting);
    after = after_attempt(retrying(3), 4, open, std::nullopt, kNow, 0);
    EXPECT_EQ(after.to, model::RunState::kUnknown);
    EXPECT_EQ(after.reason, model::RunReason::kUnanswered);
    model::Policies late = retrying(3);
    late.deadline = seconds(1);
    after = after_attempt(late, 1, open, time::floor_second(kNow) - seconds(60), kNow, 0);
    EXPECT_EQ(after.to, model::RunState::kUnknown);
    auto killed = open;
    killed.outcome = model::Outcome::kPermanent;
    killed.reason = model::RunReason::kKilled;
    EXPECT_EQ(after_attempt(retrying(3), 1, killed, std::nullopt, kNow, 0).to,
              model::RunState::kUnknown);
}

TEST(AfterAttempt, WithARejectedPartFailsForThatReason) {
    const auto rejected = with_items(model::Outcome::kTransient, tally_of(1, 0, 1));
    const auto after = after_attempt(retrying(0), 1, rejected, std::nullopt, kNow, 0);
    EXPECT_EQ(after.to, model::RunState::kFailed);
    EXPECT_EQ(after.reason, model::RunReason::kRejected);
}

TEST(AfterAttempt, WaitsForTheAdministratorWithoutEnd) {
    model::AttemptResult held = result_of(model::Outcome::kTransient);
    held.reason = model::RunReason::kSetup;
    const auto after = after_attempt(retrying(0), 1000, held, std::nullopt, kNow, 0);
    EXPECT_EQ(after.to, model::RunState::kWaiting);
    EXPECT_EQ(after.reason, model::RunReason::kSetup);
    ASSERT_TRUE(after.next_attempt_at);
    EXPECT_LE(*after.next_attempt_at, kNow + seconds(3600));
}

}  // namespace
}  // namespace tasksched::daemon
