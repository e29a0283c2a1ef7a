#include "daemon/scheduler/stretches.h"

#include <optional>

namespace tasksched::daemon {

std::vector<Stretch> stretches(const schedule::Occurrences& occurrences, time::Second first,
                               time::Second last) {
    if (!occurrences.have_calendars()) {
        return {{.first = first, .last = last}};
    }
    std::vector<Stretch> found;
    std::optional<time::Second> begin = first;
    if (const auto old =
            occurrences.latest(first - std::chrono::seconds(1), last - kMostDaysBack)) {
        found.push_back({.first = first, .last = *old, .kind = Stretch::Kind::kTooOld});
        begin = occurrences.next(*old);
    }
    while (begin && *begin <= last) {
        const bool excluded = occurrences.is_excluded(*begin);
        const time::Second end = occurrences.same_until(*begin, last);
        found.push_back({.first = *begin,
                         .last = occurrences.latest(*begin, end).value_or(*begin),
                         .kind = excluded ? Stretch::Kind::kExcluded : Stretch::Kind::kAllowed});
        begin = occurrences.next(found.back().last);
    }
    return found;
}

}  // namespace tasksched::daemon
