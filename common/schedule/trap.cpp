#include "common/schedule/trap.h"

namespace tasksched::schedule {

std::string_view to_string(TrapKind kind) {
    switch (kind) {
        case TrapKind::kEitherDay:
            return "either-day";
        case TrapKind::kBothDays:
            return "both-days";
        case TrapKind::kUnevenStep:
            return "uneven-step";
        case TrapKind::kShortMonth:
            return "short-month";
        case TrapKind::kRare:
            return "rare";
        case TrapKind::kSkippedTime:
            return "skipped-time";
        case TrapKind::kRepeatedTime:
            return "repeated-time";
        case TrapKind::kFixedLength:
            return "fixed-length";
        case TrapKind::kDrawn:
            return "drawn";
        case TrapKind::kReboot:
            break;
    }
    return "reboot";
}

}  // namespace tasksched::schedule
