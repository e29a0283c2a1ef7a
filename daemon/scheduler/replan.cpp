#include "daemon/scheduler/replan.h"

#include <algorithm>

namespace tasksched::daemon {

using time::Second;

namespace {

/// No rules of a zone move an occurrence further: zones are within 26 hours of each other, a
/// skipped day included.
constexpr std::chrono::hours kFarthest{48};

}  // namespace

std::optional<Second> replanned(const schedule::Occurrences& occurrences, Second pending,
                                Second now, const std::function<bool(Second)>& has_run) {
    const Second place = occurrences.place(pending);
    const auto next = occurrences.next(now);
    if (place != pending && place <= now && has_run(place)) {
        return next;
    }
    return next ? std::min(place, *next) : place;
}

std::optional<Second> replanned_by_zone(const schedule::Occurrences& occurrences, Second pending,
                                        Second now, const std::function<bool(Second)>& has_run) {
    if (pending <= now || occurrences.next(pending - std::chrono::seconds(1)) == pending) {
        return pending;
    }
    const auto later = occurrences.next(pending);
    const auto earlier = occurrences.latest(pending - kFarthest, pending);
    const bool is_nearer = earlier && (!later || pending - *earlier <= *later - pending);
    return is_nearer && !has_run(*earlier) ? earlier : later;
}

Second replanned_by_clock(const schedule::Occurrences& occurrences, Second pending, Second now,
                          const std::function<bool(Second)>& has_run) {
    auto next = occurrences.next(now);
    while (next && *next < pending && has_run(*next)) {
        next = occurrences.next(*next);
    }
    return next ? std::min(*next, pending) : pending;
}

}  // namespace tasksched::daemon
