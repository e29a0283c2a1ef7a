#pragma once

#include <cstdint>
#include <optional>

#include "common/time/clock.h"

namespace tasksched::schedule {

/// The last instant in (after, not_after] that `next` tells, where `next` tells the first one after
/// an instant; none where there is none. A search by halving: its cost does not grow with the
/// number of instants between.
template <typename Next>
std::optional<time::Second> latest_by(const Next& next, time::Second after,
                                      time::Second not_after) {
    auto latest = next(after);
    if (!latest || *latest > not_after) {
        return std::nullopt;
    }
    // The last one lies in [*latest, end): from `end` on, the next one is beyond `not_after`.
    time::Second end = not_after;
    while (*latest < end) {
        const time::Second middle = *latest + (end - *latest) / 2;
        const auto later = next(middle);
        if (later && *later <= not_after) {
            latest = later;
        } else {
            end = middle;
        }
    }
    return latest;
}

/// How many instants of `next` lie in (after, not_after]; none where there are more than `limit`.
template <typename Next>
std::optional<std::int64_t> count_by(const Next& next, time::Second after, time::Second not_after,
                                     std::int64_t limit) {
    std::int64_t count = 0;
    for (auto at = next(after); at && *at <= not_after; at = next(*at)) {
        if (++count > limit) {
            return std::nullopt;
        }
    }
    return count;
}

}  // namespace tasksched::schedule
