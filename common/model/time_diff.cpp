#include "common/model/time_diff.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "common/model/upcoming.h"

namespace tasksched::model {

namespace {

using Times = std::vector<time::Second>;

/// Whether the two start at the same times, as can be told without looking at any.
bool same_times(const Task& a, const Task& b) {
    return a.next_run_at == b.next_run_at && a.schedule == b.schedule &&
           a.remaining == b.remaining && a.jitter == b.jitter;
}

/// The starts up to `until`, at most kMostCompared of them; `until` becomes the last one's time
/// where there are more.
Times starts_of(const Task& task, const schedule::Calendars& calendars, time::Second from,
                time::Second& until) {
    Times starts;
    for (Upcoming upcoming(task, calendars, from);
         upcoming.front() && upcoming.front()->starts_at <= until; upcoming.pop()) {
        if (starts.size() == kMostCompared) {
            until = starts.back();
            break;
        }
        starts.push_back(upcoming.front()->starts_at);
    }
    return starts;
}

void cut_off(Times& starts, time::Second until) {
    starts.erase(std::upper_bound(starts.begin(), starts.end(), until), starts.end());
}

Times without(const Times& starts, const Times& others) {
    Times left;
    std::set_difference(starts.begin(), starts.end(), others.begin(), others.end(),
                        std::back_inserter(left));
    return left;
}

std::chrono::local_days date_of(time::Second instant, const time::Zone& zone) {
    return std::chrono::floor<std::chrono::days>(zone.local_time(instant));
}

/// Matches what is gone with what has come, date by date.
std::vector<TimeChange> matched(const Times& gone, const time::Zone& zone_before, const Times& come,
                                const time::Zone& zone_after) {
    std::vector<TimeChange> changes;
    auto from = gone.begin();
    auto to = come.begin();
    while (from != gone.end() && to != come.end()) {
        const auto date_before = date_of(*from, zone_before);
        const auto date_after = date_of(*to, zone_after);
        TimeChange change;
        if (date_before <= date_after) {
            change.from = *from++;
        }
        if (date_after <= date_before) {
            change.to = *to++;
        }
        changes.push_back(change);
    }
    std::transform(from, gone.end(), std::back_inserter(changes), [](time::Second at) {
        return TimeChange{at, std::nullopt};
    });
    std::transform(to, come.end(), std::back_inserter(changes), [](time::Second at) {
        return TimeChange{std::nullopt, at};
    });
    return changes;
}

}  // namespace

TimeDiff diff_times(const Task& before, const Task& after, const schedule::Calendars& calendars,
                    time::Second from, time::Second until) {
    if (same_times(before, after)) {
        return {};
    }
    time::Second end = until;
    Times old_starts = starts_of(before, calendars, from, end);
    Times new_starts = starts_of(after, calendars, from, end);
    cut_off(old_starts, end);
    TimeDiff diff{.changes = matched(without(old_starts, new_starts), before.schedule.zone,
                                     without(new_starts, old_starts), after.schedule.zone),
                  .compared_until = end < until ? std::optional(end) : std::nullopt};
    std::stable_sort(diff.changes.begin(), diff.changes.end(),
                     [](const TimeChange& a, const TimeChange& b) {
                         return (a.from ? *a.from : *a.to) < (b.from ? *b.from : *b.to);
                     });
    return diff;
}

}  // namespace tasksched::model
