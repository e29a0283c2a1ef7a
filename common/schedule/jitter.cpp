#include "common/schedule/jitter.h"

#include "common/schedule/mix.h"

namespace tasksched::schedule {
std::chrono::seconds jitter_of(std::int64_t task, time::Second occurrence,
                               std::chrono::seconds jitter) {
    if (jitter.count() <= 0) {
        return std::chrono::seconds{0};
    }
    const auto when = static_cast<std::uint64_t>(occurrence.time_since_epoch().count());
    const std::uint64_t drawn = mix(mix(static_cast<std::uint64_t>(task)) ^ when);
    const auto span = static_cast<std::uint64_t>(jitter.count()) + 1;
    return std::chrono::seconds{static_cast<std::int64_t>(drawn % span)};
}

}  // namespace tasksched::schedule
