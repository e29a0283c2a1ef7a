#include "daemon/scheduler/retry.h"

#include <algorithm>

namespace tasksched::daemon {
namespace {

using std::chrono::microseconds;

microseconds backoff_delay(const model::Backoff& backoff, int attempt, std::uint64_t draw) {
    const microseconds base = backoff.base;
    // The doubling stops at the cap long before the shift could overflow.
    const int doublings = std::clamp(attempt - 1, 0, 30);
    const microseconds longest = std::min<microseconds>(backoff.cap, base * (1LL << doublings));
    const auto spread =
        static_cast<std::uint64_t>(std::max(longest - base, microseconds{0}).count());
    return base + microseconds{static_cast<std::int64_t>(draw % (spread + 1))};
}

model::RunState end_state(const model::AttemptResult& result) {
    return result.reason == model::RunReason::kKilled ? model::RunState::kCancelled
                                                      : model::RunState::kFailed;
}

}  // namespace

AfterAttempt after_attempt(const model::Policies& policies, int attempt,
                           const model::AttemptResult& result,
                           std::optional<time::Second> scheduled_for, time::Instant now,
                           std::uint64_t draw) {
    if (result.outcome == model::Outcome::kSuccess) {
        return {.to = model::RunState::kSucceeded,
                .reason = model::RunReason::kNone,
                .next_attempt_at = std::nullopt};
    }
    if (result.outcome != model::Outcome::kTransient || attempt > policies.retries) {
        return {.to = end_state(result), .reason = result.reason, .next_attempt_at = std::nullopt};
    }
    const time::Instant next = now + backoff_delay(policies.backoff, attempt, draw);
    if (policies.deadline && scheduled_for && next > *scheduled_for + *policies.deadline) {
        return {.to = model::RunState::kFailed,
                .reason = model::RunReason::kDeadline,
                .next_attempt_at = std::nullopt};
    }
    return {.to = model::RunState::kWaiting,
            .reason = model::RunReason::kNone,
            .next_attempt_at = next};
}

}  // namespace tasksched::daemon
