#include <gtest/gtest.h>

#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using std::chrono::hours;

TEST(TotalsService, CountsWhatStandsInTheStore) {
    World world;
    const model::TaskId id = world.schedule(every("1h"));
    world.add_run(id);
    const model::RunId failed = world.add_run(id);
    world.start(failed);
    world.finish(failed, model::RunState::kFailed);
    const auto totals = world.as("alice").totals(hours(1));
    ASSERT_TRUE(totals) << totals.error().message;
    EXPECT_EQ(totals->tasks.at(model::TaskState::kActive), 1);
    EXPECT_EQ(totals->queues.at("command").queued, 1);
    EXPECT_EQ(totals->failed_since, 1);
    EXPECT_EQ(totals->next_run_at, at("2026-11-24T13:00:00Z"));
}

TEST(TotalsService, ForgetsWhatEndedBeforeItsWindow) {
    World world;
    const model::RunId failed = world.add_run(world.schedule(every("1h")));
    world.start(failed);
    world.finish(failed, model::RunState::kFailed);
    world.clock.advance(hours(2));
    EXPECT_EQ(world.as("alice").totals(hours(1)).value().failed_since, 0);
}

}  // namespace
}  // namespace tasksched::service
