#pragma once

#include <chrono>
#include <cstdint>

#include "common/service/wire/codec.h"

namespace tasksched::service::wire {

/// Durations and instants are numbers of their own units.
template <typename Rep, typename Period>
struct Codec<std::chrono::duration<Rep, Period>> {
    using Duration = std::chrono::duration<Rep, Period>;
    static Json encode(Duration value) { return static_cast<std::int64_t>(value.count()); }
    static bool decode(const Json& json, Duration& value) {
        Rep count{};
        const bool good = wire::decode(json, count);
        value = Duration(count);
        return good;
    }
};

template <typename Clock, typename Duration>
struct Codec<std::chrono::time_point<Clock, Duration>> {
    using Point = std::chrono::time_point<Clock, Duration>;
    static Json encode(Point value) { return wire::encode(value.time_since_epoch()); }
    static bool decode(const Json& json, Point& value) {
        Duration since{};
        const bool good = wire::decode(json, since);
        value = Point(since);
        return good;
    }
};

}  // namespace tasksched::service::wire
