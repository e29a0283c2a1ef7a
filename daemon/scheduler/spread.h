#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "common/store/claim.h"

namespace tasksched::daemon {

/// So many missed runs are made up at once: a machine that was off overnight has few.
inline constexpr std::int64_t kFewMissed = 10;

/// How far apart missed runs are in the mean when they are made up, as long as `most` allows.
inline constexpr std::chrono::milliseconds kApart{100};

/// Over how long so many missed runs are spread: not at all where they are few, else kApart for
/// each, up to `most`. Pure.
std::chrono::seconds spread_length(std::int64_t missed, std::chrono::seconds most);

/// Whether the first of the runs that the claim makes was missed at `now`.
bool makes_up(const store::Claim& claim, time::Second now);

/// Spreads the claim's runs, of which the first was missed, over `length` from `now` on: sets when
/// each may start at the earliest. They keep their order, and where the first of them comes to lie
/// is drawn from the task, always the same for the same task and occurrence. None is delayed for
/// more than half of the time that is left until the task's next occurrence or its own deadline.
/// Pure.
void spread(store::Claim& claim, time::Second now, std::chrono::seconds length,
            std::optional<std::chrono::seconds> deadline);

}  // namespace tasksched::daemon
