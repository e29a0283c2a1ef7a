#include "daemon/dispatch/waiting_runs.h"

#include <gtest/gtest.h>

#include "tests/unit/daemon/tasks.h"

namespace tasksched::daemon {
namespace {

using std::chrono::seconds;

model::Run run(std::int64_t id) {
    model::Run run;
    run.id = {id};
    return run;
}

time::Instant at(std::int64_t second) { return kMonday + seconds{second}; }

TEST(WaitingRuns, GiveTheEarliestFirstAndNoneBeforeItsTime) {
    WaitingRuns waiting;
    waiting.add(run(1), at(30));
    waiting.add(run(2), at(10));
    waiting.add(run(3), at(20));
    EXPECT_EQ(waiting.next_due(), at(10));
    const auto due = waiting.take_due(at(20));
    ASSERT_EQ(due.size(), 2U);
    EXPECT_EQ(due[0].id, model::RunId{2});
    EXPECT_EQ(due[1].id, model::RunId{3});
    EXPECT_EQ(waiting.next_due(), at(30));
}

TEST(WaitingRuns, LeaveToTheStoreWhatIsLaterThanWhatIsLoaded) {
    WaitingRuns waiting;
    waiting.begin_refill(at(100));
    waiting.add(run(1), at(100));
    waiting.add(run(2), at(101));
    EXPECT_EQ(waiting.size(), 1U);
    waiting.add(run(1), at(102));  // moved beyond
    EXPECT_EQ(waiting.size(), 0U);
    EXPECT_TRUE(waiting.wants_refill());
}

TEST(WaitingRuns, WantMoreOnlyWhereTheStoreMayHaveThem) {
    WaitingRuns waiting;
    EXPECT_FALSE(waiting.wants_refill());
    waiting.begin_refill(at(100'000));
    for (std::int64_t id = 1; id <= static_cast<std::int64_t>(WaitingRuns::kFew); ++id) {
        waiting.add(run(id), at(id));
    }
    EXPECT_FALSE(waiting.wants_refill());
    waiting.take_due(at(1));
    EXPECT_TRUE(waiting.wants_refill());
    waiting.begin_refill(std::nullopt);
    EXPECT_EQ(waiting.size(), 0U);
    EXPECT_FALSE(waiting.wants_refill());
}

TEST(WaitingRuns, AreReadAnewWhereThereAreTooMany) {
    WaitingRuns waiting;
    const auto most = static_cast<std::int64_t>(WaitingRuns::kMost);
    for (std::int64_t id = 1; id <= most; ++id) {
        waiting.add(run(id), at(id));
    }
    EXPECT_EQ(waiting.size(), WaitingRuns::kMost);
    waiting.add(run(most + 1), at(5));
    EXPECT_EQ(waiting.size(), 0U);
    EXPECT_TRUE(waiting.wants_refill());
    waiting.add(run(1), at(1));  // it would hide that there are earlier ones
    EXPECT_EQ(waiting.next_due(), std::nullopt);
}

}  // namespace
}  // namespace tasksched::daemon
