#include "daemon/scheduler/clock_doubt.h"

#include <algorithm>

#include "daemon/scheduler/due.h"

namespace tasksched::daemon {

bool may_be_ahead(time::Instant now, std::optional<time::Instant> newest_run_at) {
    return newest_run_at && now - *newest_run_at > kPlausiblePause;
}

bool concerns_missed(const store::Claim& claim, time::Second now) {
    time::Second first = now;
    if (!claim.run.empty()) {
        first = std::min(first, claim.run.front());
    }
    if (!claim.skip.empty()) {
        first = std::min(first, claim.skip.front().first);
    }
    if (!claim.hold.empty()) {
        first = std::min(first, claim.hold.front().first);
    }
    return now - (first + claim.jitter) > kMissedAfter;
}

}  // namespace tasksched::daemon
