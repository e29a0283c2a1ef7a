#pragma once

#include "common/time/zone.h"

namespace tasksched::schedule {

/// The instant for a time that is counted by the calendar: after a gap, in the first of two.
inline time::Second instant_of(time::Local local, const time::Zone& zone) {
    const time::LocalLookup found = zone.lookup(local);
    return found.kind == time::LocalKind::kSkipped ? found.change : found.before;
}

}  // namespace tasksched::schedule
