#include "common/model/overlap.h"

#include <algorithm>

namespace tasksched::model {

bool counts_open_runs(Overlap policy) {
    return policy == Overlap::kSkip || policy == Overlap::kQueue;
}

OverlapVerdict judge_overlap(Overlap policy, std::size_t wanted, std::int64_t open) {
    switch (policy) {
        case Overlap::kAllow:
            return {.allowed = wanted, .ends_open_runs = false};
        case Overlap::kReplace:
            return {.allowed = wanted, .ends_open_runs = wanted > 0};
        case Overlap::kSkip:
            return {.allowed = open == 0 ? wanted : 0, .ends_open_runs = false};
        case Overlap::kQueue:
            break;
    }
    const std::size_t beside = open == 1 ? 1 : 0;
    return {.allowed = open == 0 ? wanted : std::min(wanted, beside), .ends_open_runs = false};
}

}  // namespace tasksched::model
