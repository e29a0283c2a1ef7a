#pragma once

#include "common/time/zone.h"

namespace tasksched::schedule {

/// No occurrence lies after the year 9999: RFC 3339 has no way to write it.
inline constexpr time::Second kLastSecond =
    std::chrono::sys_days{std::chrono::year{10000} / 1 / 1} - std::chrono::seconds{1};

/// An `after` before the year 1 counts as its start.
inline constexpr time::Second kFirstSecond = std::chrono::sys_days{std::chrono::year{1} / 1 / 1};

}  // namespace tasksched::schedule
