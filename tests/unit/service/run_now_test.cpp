#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;
using model::TaskState;
using testing::HasSubstr;

TEST(RunNowService, QueuesAnExtraRun) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "a"));
    const auto response = world.as("alice").run_now({{"a"}});
    ASSERT_TRUE(response) << response.error().message;
    const model::Run run = world.run(response->run);
    EXPECT_EQ(run.task_id, id);
    EXPECT_EQ(run.state, model::RunState::kQueued);
    EXPECT_EQ(run.scheduled_for, std::nullopt);
    EXPECT_EQ(run.created_at, world.clock.now());
    EXPECT_EQ(world.task(id).next_run_at, at("2026-11-24T13:00:00Z"));
}

TEST(RunNowService, TakesATaskThatIsPausedOrDone) {
    World world;
    world.schedule(every("1h", "paused"));
    ASSERT_TRUE(world.as("alice").transition({Transition::kPause, {{"paused"}}, false}));
    EXPECT_TRUE(world.as("alice").run_now({{"paused"}}));
    const model::TaskId done = world.schedule(in("1m", "done"));
    world.claim(done);
    ASSERT_EQ(world.task(done).state, TaskState::kDone);
    EXPECT_TRUE(world.as("alice").run_now({{"done"}}));
}

TEST(RunNowService, RefusesACancelledTask) {
    World world;
    world.schedule(every("1h", "a"));
    ASSERT_TRUE(world.as("alice").transition({Transition::kCancel, {{"a"}}, false}));
    const auto response = world.as("alice").run_now({{"a"}});
    EXPECT_EQ(error_of(response).code, ErrorCode::kInvalid);
    EXPECT_THAT(error_of(response).message, HasSubstr("is cancelled"));
}

TEST(RunNowService, IsForTheOwnerAndForOperators) {
    World world;
    const model::TaskId id = world.schedule(every("1h"), "bob");
    const RunNowRequest request{{std::to_string(id.value)}};
    EXPECT_EQ(error_of(world.as("alice").run_now(request)).code, ErrorCode::kNotPermitted);
    EXPECT_TRUE(world.runs_of(id).empty());
    const auto run = world.as_operator_for("root").run_now(request);
    ASSERT_TRUE(run);
    EXPECT_EQ(world.run(run->run).user_id, "bob");
}

}  // namespace
}  // namespace tasksched::service
