#include "daemon/supervisor/pacing.h"

#include <gtest/gtest.h>

namespace tasksched::daemon {
namespace {

/// How many launches go by until one is waited for, that one included.
int launches_until_pause(Pacing& pacing) {
    int launches = 1;
    while (pacing.next_pause() == std::chrono::milliseconds(0)) {
        ++launches;
    }
    return launches;
}

TEST(Pacing, WaitsForEachOfTheProgramsThatEndInTime) {
    Pacing pacing;
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(pacing.next_pause(), Pacing::kLongest);
        pacing.ended_in_time();
    }
}

TEST(Pacing, WaitsForFewerAndFewerOfTheProgramsThatTakeLonger) {
    Pacing pacing;
    EXPECT_EQ(launches_until_pause(pacing), 1);
    for (const int unpaced : {1, 2, 4, 8, 16, 32, 64, 64}) {
        pacing.took_longer();
        EXPECT_EQ(launches_until_pause(pacing), unpaced + 1);
    }
    pacing.ended_in_time();
    EXPECT_EQ(launches_until_pause(pacing), 1);
    pacing.took_longer();
    EXPECT_EQ(launches_until_pause(pacing), 2);
}

}  // namespace
}  // namespace tasksched::daemon
