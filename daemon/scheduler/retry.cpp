#include "daemon/scheduler/retry.h"

#include <algorithm>

namespace tasksched::daemon {
namespace {

using std::chrono::microseconds;

microseconds backoff_delay(const model::Backoff& backoff, int attempt, std::uint64_t draw) {
    const microseconds base = backoff.base;
    // The doubling stops at the cap long before the shift could overflow.
    const int doublings = std::clamp(attempt, 0, 30);
    const microseconds longest = std::min<microseconds>(backoff.cap, base * (1LL << doublings));
    const auto spread =
        static_cast<std::uint64_t>(std::max(longest - base, microseconds{0}).count());
    return base + microseconds{static_cast<std::int64_t>(draw % (spread + 1))};
}

/// A server that asks for more than this is asked again after it nevertheless.
constexpr std::chrono::hours kLongestAskedWait{24};

/// As long as a server asks to wait, and up to a tenth more: it has asked others for the same.
microseconds asked_delay(std::chrono::seconds asked, std::uint64_t draw) {
    const microseconds delay =
        std::clamp<std::chrono::seconds>(asked, std::chrono::seconds{0}, kLongestAskedWait);
    const auto spread = static_cast<std::uint64_t>(delay.count() / 10);
    return delay + microseconds{static_cast<std::int64_t>(draw % (spread + 1))};
}

/// How often more than the policy says a program is tried again that could not be started.
constexpr int kTriesOfStart = 10;

constexpr int kTimeoutStatus = 124;
constexpr int kSignalStatus = 128;

/// The status that the lists of exit codes know an end by.
std::optional<int> status_of(const model::AttemptResult& result) {
    if (result.reason == model::RunReason::kTimeout) {
        return kTimeoutStatus;
    }
    return result.signal ? std::optional(kSignalStatus + *result.signal) : result.exit_code;
}

/// A program that could not be started for want of something is tried again whatever the policy
/// says: nothing of it has happened yet.
int most_retries(const model::Policies& policies, const model::AttemptResult& result) {
    const bool lacked_something = result.reason == model::RunReason::kNotStarted;
    return policies.retries + (lacked_something ? kTriesOfStart : 0);
}

model::RunState end_state(const model::AttemptResult& result) {
    return result.reason == model::RunReason::kKilled ? model::RunState::kCancelled
                                                      : model::RunState::kFailed;
}

/// The end of a run, as its parts leave it.
AfterAttempt ended(const model::AttemptResult& result, model::RunState to,
                   model::RunReason reason) {
    if (result.items && result.items->is_open()) {
        to = model::RunState::kUnknown;
        reason = model::RunReason::kUnanswered;
    } else if (result.items && result.items->rejected > 0) {
        reason = model::RunReason::kRejected;
    }
    return {.to = to, .reason = reason, .next_attempt_at = std::nullopt};
}

}  // namespace

model::Outcome judged_outcome(const model::Policies& policies, const model::AttemptResult& result) {
    const std::optional<int> status = status_of(result);
    if (result.outcome != model::Outcome::kTransient || !status) {
        return result.outcome;
    }
    const bool is_asked_for = policies.retry_on.empty() || policies.retry_on.contains(*status) ||
                              *status == model::kTryAgainCode;
    return is_asked_for && !policies.give_up_on.contains(*status) ? model::Outcome::kTransient
                                                                  : model::Outcome::kPermanent;
}

AfterAttempt after_attempt(const model::Policies& policies, int attempt,
                           const model::AttemptResult& result,
                           std::optional<time::Second> scheduled_for, time::Instant now,
                           std::uint64_t draw) {
    if (result.outcome == model::Outcome::kSuccess) {
        return {.to = model::RunState::kSucceeded,
                .reason = model::RunReason::kNone,
                .next_attempt_at = std::nullopt};
    }
    const bool is_held = result.reason == model::RunReason::kSetup;
    const bool gives_up = !is_held && attempt > most_retries(policies, result);
    if (result.outcome != model::Outcome::kTransient || gives_up) {
        return ended(result, end_state(result), result.reason);
    }
    const microseconds asked =
        result.retry_after ? asked_delay(*result.retry_after, draw) : microseconds{0};
    const time::Instant next =
        now + std::max(backoff_delay(policies.backoff, attempt, draw), asked);
    if (policies.deadline && scheduled_for && next > *scheduled_for + *policies.deadline) {
        return ended(result, model::RunState::kFailed, model::RunReason::kDeadline);
    }
    return {.to = model::RunState::kWaiting,
            .reason = is_held ? model::RunReason::kSetup : model::RunReason::kNone,
            .next_attempt_at = next};
}

}  // namespace tasksched::daemon
