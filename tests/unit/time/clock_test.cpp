#include "common/time/clock.h"

#include <gtest/gtest.h>

namespace tasksched::time {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

TEST(FloorSecond, GoesTowardsThePast) {
    EXPECT_EQ(floor_second(Instant{microseconds{1'999'999}}), Second{seconds{1}});
    EXPECT_EQ(floor_second(Instant{microseconds{2'000'000}}), Second{seconds{2}});
    EXPECT_EQ(floor_second(Instant{microseconds{-1}}), Second{seconds{-1}});
}

TEST(SystemClock, TellsTheTimeOfTheMachine) {
    const auto before = std::chrono::floor<microseconds>(std::chrono::system_clock::now());
    const Instant told = SystemClock().now();
    const auto after = std::chrono::floor<microseconds>(std::chrono::system_clock::now());
    EXPECT_LE(before, told);
    EXPECT_LE(told, after);
}

}  // namespace
}  // namespace tasksched::time
