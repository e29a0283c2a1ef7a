#include "daemon/scheduler/clock_doubt.h"

#include <gtest/gtest.h>

#include "daemon/scheduler/due.h"
#include "tests/unit/daemon/tasks.h"

namespace tasksched::daemon {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

TEST(ClockDoubt, IsOfAClockFarAheadOfTheNewestRun) {
    EXPECT_FALSE(may_be_ahead(kMonday, std::nullopt)) << "of a new store nothing is known";
    EXPECT_FALSE(may_be_ahead(kMonday, kMonday - kPlausiblePause));
    EXPECT_TRUE(may_be_ahead(kMonday + seconds(1), kMonday - kPlausiblePause));
    EXPECT_FALSE(may_be_ahead(kMonday, kMonday + days(365))) << "set back: nothing is missed";
}

TEST(ClockDoubt, ConcernsWhatWasMissed) {
    auto task = periodic_task(1, hours(1), kMonday);
    for (const auto policy :
         {model::CatchUp::kNone, model::CatchUp::kLatest, model::CatchUp::kAll}) {
        for (const auto when : {WhenMissed::kPolicy, WhenMissed::kAsk}) {
            task.policies.catch_up = policy;
            EXPECT_FALSE(concerns_missed(decide_due(task, kMonday, when), kMonday));
            const auto late = kMonday + hours(2);
            EXPECT_TRUE(concerns_missed(decide_due(task, late, when), late));
        }
    }
    task.jitter = hours(1);
    const auto late = kMonday + hours(1) + kMissedAfter;
    EXPECT_FALSE(concerns_missed(decide_due(task, late), late));
}

}  // namespace
}  // namespace tasksched::daemon
