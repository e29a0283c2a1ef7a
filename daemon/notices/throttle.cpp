#include "daemon/notices/throttle.h"

#include <algorithm>

namespace tasksched::daemon {
namespace {

constexpr std::chrono::seconds kFirstPause{30};
constexpr std::chrono::hours kLongestPause{1};
constexpr std::chrono::hours kPatience{24};
constexpr std::chrono::hours kHour{1};

/// The pause is the longest one long before the shift could overflow.
constexpr int kMostDoublings = 20;

}  // namespace

std::optional<time::Instant> held_until(const model::Notice& notice, std::chrono::seconds interval,
                                        time::Instant now) {
    // Of a clock that was set back by more, nothing can be said.
    if (!notice.task_tried_at || *notice.task_tried_at > now + interval) {
        return std::nullopt;
    }
    const time::Instant until = *notice.task_tried_at + interval;
    return until > now ? std::optional(until) : std::nullopt;
}

Telling how_to_tell(std::int64_t notices, std::int64_t begun, std::int64_t max_per_hour) {
    const std::int64_t left = max_per_hour - begun;
    if (left <= 0) {
        return Telling::kLater;
    }
    return notices <= left ? Telling::kEach : Telling::kTogether;
}

time::Instant told_again_at(const store::MessageCount& begun, time::Instant now) {
    return std::clamp<time::Instant>(begun.first.value_or(now) + kHour,
                                     now + std::chrono::seconds(1), now + kHour);
}

time::Instant next_try(int tries, time::Instant now) {
    const int doublings = std::clamp(tries - 1, 0, kMostDoublings);
    return now + std::min<std::chrono::seconds>(kFirstPause * (1LL << doublings), kLongestPause);
}

bool is_given_up(time::Instant tried_since, time::Instant next_try) {
    return next_try > tried_since + kPatience;
}

}  // namespace tasksched::daemon
