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

/// What the end of an attempt is by the task's lists of exit statuses. A failure that might pass
/// (kTransient) is permanent where `give_up_on` names its status, or where there is a `retry_on`
/// and neither that names it nor it is 75. The end by a signal counts as 128 and its number, as a
/// shell tells it, and a timeout as 124, as timeout(1) does. What never started has no status and
/// stays what it was.
model::Outcome judged_outcome(const model::Policies& policies, const model::AttemptResult& result);

/// Decides it: success, another attempt after its backoff, or the end. `scheduled_for` is what the
/// deadline is measured from. `draw` is any random number; it alone decides the jitter, so that the
/// function is pure. The delay before attempt n + 1 lies between the backoff's base and
/// min(cap, base * 2^n), evenly spread: full jitter above what the user named as the least. A
/// program that could not be started for want of something (processes, memory, a directory service)
/// is tried again ten times more than the policy says. Where a server asks to wait, the delay is as
/// long at least, up to 24 h, and up to a tenth longer.
///
/// What the administrator has to mend (RunReason::kSetup) is tried again until it is mended;
/// `attempt` counts without those. A run that ends while parts of it may have come to something is
/// unknown; one that ends with a rejected part is failed for that reason.
AfterAttempt after_attempt(const model::Policies& policies, int attempt,
                           const model::AttemptResult& result,
                           std::optional<time::Second> scheduled_for, time::Instant now,
                           std::uint64_t draw);

}  // namespace tasksched::daemon
