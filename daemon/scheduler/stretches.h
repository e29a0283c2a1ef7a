#pragma once

#include <chrono>
#include <vector>

#include "common/schedule/occurrences.h"

namespace tasksched::daemon {

/// Occurrences one after the other that share their fate where catch-up does not decide it.
struct Stretch {
    enum class Kind {
        kAllowed,
        kExcluded,  ///< by calendars: skipped
        kTooOld,    ///< to be told apart by their days: skipped as missed
    };

    time::Second first;
    time::Second last;
    Kind kind = Kind::kAllowed;
};

/// Occurrences that calendars may exclude are told apart for so many days back; what was missed
/// before is one stretch.
inline constexpr std::chrono::days kMostDaysBack{400};

/// The occurrences from `first` to `last`, both of them included, cut where the calendars begin and
/// cease to exclude them. One stretch where there are no calendars.
std::vector<Stretch> stretches(const schedule::Occurrences& occurrences, time::Second first,
                               time::Second last);

}  // namespace tasksched::daemon
