#include "daemon/scheduler/spread.h"

#include <algorithm>

#include "common/schedule/jitter.h"
#include "daemon/scheduler/due.h"

namespace tasksched::daemon {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using time::Second;

/// Half of what is left until then, at least 0.
seconds half_until(Second then, Second now) { return then > now ? (then - now) / 2 : seconds{0}; }

}  // namespace

seconds spread_length(std::int64_t missed, seconds most) {
    if (missed <= kFewMissed) {
        return seconds{0};
    }
    // More of them than fit into `most` need not be multiplied out.
    const std::int64_t full = milliseconds(most) / kApart;
    return missed >= full ? most : std::chrono::ceil<seconds>(missed * kApart);
}

bool makes_up(const store::Claim& claim, Second now) {
    return !claim.run.empty() && now - (claim.run.front() + claim.jitter) > kMissedAfter;
}

void spread(store::Claim& claim, Second now, seconds length, std::optional<seconds> deadline) {
    if (claim.next_run_at) {
        length = std::min(length, half_until(*claim.next_run_at, now));
    }
    if (length <= seconds{0}) {
        return;
    }
    // Each has its own part of the length, and all of a task the same place in theirs.
    const auto count = static_cast<std::int64_t>(claim.run.size());
    const seconds place = schedule::jitter_of(claim.task_id.value, claim.run.front(), length);
    for (std::int64_t i = 0; i < count; ++i) {
        const Second occurrence = claim.run[static_cast<std::size_t>(i)];
        seconds delay = (i * length + place) / count;
        if (deadline) {
            delay = std::min(delay, half_until(occurrence + *deadline, now));
        }
        claim.not_before.push_back(now + delay);
    }
}

}  // namespace tasksched::daemon
