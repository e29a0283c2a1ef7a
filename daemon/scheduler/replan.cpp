#include "daemon/scheduler/replan.h"

#include <algorithm>

namespace tasksched::daemon {

using time::Second;

std::optional<Second> replanned(const schedule::Occurrences& occurrences, Second pending,
                                Second now, const std::function<bool(Second)>& has_run) {
    const Second place = occurrences.place(pending);
    const auto next = occurrences.next(now);
    if (place != pending && place <= now && has_run(place)) {
        return next;
    }
    return next ? std::min(place, *next) : place;
}

}  // namespace tasksched::daemon
