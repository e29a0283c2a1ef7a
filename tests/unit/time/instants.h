#pragma once

#include <gtest/gtest.h>

#include <string>

#include "common/time/time_text.h"
#include "common/time/zone.h"

namespace tasksched::time {

/// A zone that the tests take for granted.
inline Zone zone_named(const std::string& name) {
    auto zone = Zone::load(name);
    EXPECT_TRUE(zone) << name;
    return zone ? *zone : Zone();
}

/// An instant of UTC, by its parts.
inline Second utc(int year, unsigned month, unsigned day, int hour = 0, int minute = 0,
                  int second = 0) {
    return std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} /
                                 std::chrono::day{day}} +
           std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second};
}

/// What a wall clock shows, by its parts.
inline Local local(int year, unsigned month, unsigned day, int hour = 0, int minute = 0,
                   int second = 0) {
    return Local{utc(year, month, day, hour, minute, second).time_since_epoch()};
}

}  // namespace tasksched::time
