#pragma once

#include <chrono>
#include <optional>

#include "common/store/claim.h"
#include "common/time/clock.h"

namespace tasksched::daemon {

/// A clock that shows more than this after the store's newest run may be wrong: it may have been
/// set by hand, or by a clock chip without a battery.
inline constexpr std::chrono::days kPlausiblePause{30};

/// What was missed by a clock that may be wrong waits no longer than this for a right one.
inline constexpr std::chrono::minutes kLongestDoubt{10};

/// Whether a clock that nothing keeps right may be far ahead. Pure.
bool may_be_ahead(time::Instant now, std::optional<time::Instant> newest_run_at);

/// Whether the first occurrence that the claim accounts for was missed at `now`. Pure.
bool concerns_missed(const store::Claim& claim, time::Second now);

}  // namespace tasksched::daemon
