#pragma once

#include <cstdint>
#include <optional>

#include "common/model/policies.h"
#include "common/model/run.h"

namespace tasksched::daemon {

/// Where a run goes after an attempt.
struct AfterAttempt {
    model::RunState to = model::RunState::kFailed;
    model::RunReason reason = model::RunReason::kNone;
    std::optional<time::Instant> next_attempt_at;  ///< with kWaiting
};

/// Decides it: success, another attempt after its backoff, or the end. `scheduled_for` is what the
/// deadline is measured from. `draw` is any random number; it alone decides the jitter, so that the
/// function is pure. The delay before attempt n + 1 lies between the backoff's base and
/// min(cap, base * 2^(n-1)), evenly spread.
AfterAttempt after_attempt(const model::Policies& policies, int attempt,
                           const model::AttemptResult& result,
                           std::optional<time::Second> scheduled_for, time::Instant now,
                           std::uint64_t draw);

}  // namespace tasksched::daemon
