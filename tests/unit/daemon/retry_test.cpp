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

TEST(AfterAttempt, EndsAtOnceWithAPermanentFailure) {
    const auto after =
        after_attempt(retrying(3), 1, result_of(model::Outcome::kPermanent), std::nullopt, kNow, 0);
    EXPECT_EQ(after.to, model::RunState::kFailed);
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
        const seconds bound = seconds(30) * (1 << (attempt - 1));
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

}  // namespace
}  // namespace tasksched::daemon
