#include "daemon/supervisor/pacing.h"

#include <gtest/gtest.h>

namespace tasksched::daemon {
namespace {

using std::chrono::microseconds;

constexpr std::chrono::milliseconds kNoPause{0};

/// A machine on which a launch takes so long, side by side and one after the other.
class PacingOnMachine : public testing::Test {
  protected:
    /// The way of the next window: whether it waits for the ends.
    bool next_window_is_apart(microseconds together, microseconds apart) {
        bool waits = false;
        for (int i = 0; i < Pacing::kWindow; ++i) {
            now_ += waiting_ ? apart : together;
            waits = waiting_;
            waiting_ = pacing_.pause_after(now_) > kNoPause;
        }
        return waits;
    }

    int windows_apart(int windows, microseconds together, microseconds apart) {
        int count = 0;
        for (int i = 0; i < windows; ++i) {
            count += next_window_is_apart(together, apart) ? 1 : 0;
        }
        return count;
    }

    Pacing pacing_;
    Pacing::Instant now_{};
    bool waiting_ = false;
};

TEST_F(PacingOnMachine, WaitsForNoEndBeforeBothWaysAreMeasured) {
    EXPECT_EQ(windows_apart(1, microseconds(700), microseconds(900)), 0);
    EXPECT_EQ(windows_apart(1, microseconds(700), microseconds(900)), 1);
}

TEST_F(PacingOnMachine, LaunchesTogetherWhereThatIsQuicker) {
    windows_apart(2, microseconds(700), microseconds(900));
    EXPECT_LE(windows_apart(100, microseconds(700), microseconds(900)), 5);
}

TEST_F(PacingOnMachine, LaunchesApartWhereThatIsQuicker) {
    windows_apart(2, microseconds(5000), microseconds(2400));
    EXPECT_GE(windows_apart(100, microseconds(5000), microseconds(2400)), 95);
}

TEST_F(PacingOnMachine, LearnsThatTheOtherWayHasBecomeQuicker) {
    windows_apart(50, microseconds(700), microseconds(900));
    windows_apart(70, microseconds(5000), microseconds(2400));
    EXPECT_GE(windows_apart(100, microseconds(5000), microseconds(2400)), 95);
}

TEST_F(PacingOnMachine, WaitsOnceForAProgramThatTakesLonger) {
    int waits = 0;
    for (int i = 0; i < 100 * Pacing::kWindow; ++i) {
        now_ += microseconds(700);
        if (pacing_.pause_after(now_) > kNoPause) {
            ++waits;
            now_ += Pacing::kLongest;
            pacing_.took_longer();
        }
    }
    EXPECT_GE(waits, 1);
    EXPECT_LE(waits, 6);
}

TEST_F(PacingOnMachine, CountsNoTimeInWhichNothingWaited) {
    windows_apart(2, microseconds(700), microseconds(900));
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(pacing_.pause_after(now_ += microseconds(700)), kNoPause);
        pacing_.idle();
        now_ += std::chrono::hours(1);
    }
    EXPECT_LE(windows_apart(20, microseconds(700), microseconds(900)), 3);
}

}  // namespace
}  // namespace tasksched::daemon
