#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;
using model::RunReason;
using model::RunState;
using std::chrono::minutes;
using testing::HasSubstr;

/// A run in each state.
model::RunId run_in(World& world, RunState state) {
    const model::RunId id = world.add_run(world.schedule(every("1h")));
    switch (state) {
        case RunState::kQueued:
            break;
        case RunState::kRunning:
            world.start(id);
            break;
        case RunState::kWaiting:
            world.start(id);
            world.finish(id, state, world.clock.now() + minutes(1));
            break;
        case RunState::kSucceeded:
        case RunState::kFailed:
            world.start(id);
            world.finish(id, state);
            break;
        case RunState::kCancelled:
            EXPECT_TRUE(world.as("alice").kill(id));
            break;
        case RunState::kUnknown:
            world.start(id);
            world.crash();
            break;
        case RunState::kSkipped:
            ADD_FAILURE() << "no test needs one";
            break;
    }
    EXPECT_EQ(world.run(id).state, state);
    return id;
}

TEST(KillService, AsksForTheEndOfARunningRun) {
    World world;
    const model::RunId id = run_in(world, RunState::kRunning);
    const auto response = world.as("alice").kill(id);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_TRUE(response->requested);
    EXPECT_FALSE(response->cancelled);
    EXPECT_EQ(world.run(id).state, RunState::kRunning);
    EXPECT_EQ(world.run(id).kill_requested_at, world.clock.now());
}

TEST(KillService, CancelsARunThatHasNotStarted) {
    for (const RunState state : {RunState::kQueued, RunState::kWaiting}) {
        World world;
        const model::RunId id = run_in(world, state);
        const auto response = world.as("alice").kill(id);
        ASSERT_TRUE(response) << response.error().message;
        EXPECT_TRUE(response->cancelled);
        EXPECT_FALSE(response->requested);
        EXPECT_EQ(world.run(id).state, RunState::kCancelled);
        EXPECT_EQ(world.run(id).reason, RunReason::kKilled);
    }
}

TEST(KillService, RefusesARunThatIsOver) {
    for (const RunState state :
         {RunState::kSucceeded, RunState::kFailed, RunState::kCancelled, RunState::kUnknown}) {
        World world;
        const model::RunId id = run_in(world, state);
        const auto response = world.as("alice").kill(id);
        EXPECT_EQ(error_of(response).code, ErrorCode::kInvalid);
        EXPECT_THAT(error_of(response).message,
                    HasSubstr("it is " + std::string(to_string(state))));
    }
}

TEST(RetryService, QueuesARunAgainThatDidNotSucceed) {
    for (const RunState state : {RunState::kFailed, RunState::kCancelled, RunState::kUnknown}) {
        World world;
        const model::RunId id = run_in(world, state);
        const auto retried = world.as("alice").retry(id);
        ASSERT_TRUE(retried) << retried.error().message;
        EXPECT_EQ(world.run(id).state, RunState::kQueued);
        EXPECT_EQ(world.run(id).reason, RunReason::kNone);
    }
}

TEST(RetryService, RefusesARunThatIsUnderWayOrSucceeded) {
    for (const RunState state :
         {RunState::kQueued, RunState::kRunning, RunState::kWaiting, RunState::kSucceeded}) {
        World world;
        const model::RunId id = run_in(world, state);
        const auto retried = world.as("alice").retry(id);
        EXPECT_EQ(error_of(retried).code, ErrorCode::kInvalid);
        EXPECT_THAT(error_of(retried).message, HasSubstr(to_string(state)));
        EXPECT_EQ(world.run(id).state, state);
    }
}

TEST(RetryService, RefusesTheRunOfACancelledTask) {
    World world;
    const model::RunId id = run_in(world, RunState::kFailed);
    const TaskRef task{std::to_string(world.run(id).task_id.value)};
    ASSERT_TRUE(world.as("alice").transition({Transition::kCancel, {task}, false}));
    const auto retried = world.as("alice").retry(id);
    EXPECT_EQ(error_of(retried).code, ErrorCode::kInvalid);
    EXPECT_THAT(error_of(retried).message, HasSubstr("is cancelled"));
}

TEST(ResolveService, SettlesAnUnknownRun) {
    struct Case {
        Resolution resolution;
        RunState state;
        RunReason reason;
    };
    for (const Case& c : {Case{Resolution::kSucceeded, RunState::kSucceeded, RunReason::kResolved},
                          Case{Resolution::kFailed, RunState::kFailed, RunReason::kResolved},
                          Case{Resolution::kRetry, RunState::kQueued, RunReason::kNone}}) {
        World world;
        const model::RunId id = run_in(world, RunState::kUnknown);
        const auto resolved = world.as("alice").resolve({id, c.resolution, {}});
        ASSERT_TRUE(resolved) << resolved.error().message;
        EXPECT_EQ(world.run(id).state, c.state);
        EXPECT_EQ(world.run(id).reason, c.reason);
    }
}

TEST(ResolveService, RefusesARunThatIsKnown) {
    for (const RunState state :
         {RunState::kQueued, RunState::kRunning, RunState::kSucceeded, RunState::kFailed}) {
        World world;
        const model::RunId id = run_in(world, state);
        const auto resolved = world.as("alice").resolve({id, Resolution::kSucceeded, {}});
        EXPECT_EQ(error_of(resolved).code, ErrorCode::kInvalid);
        EXPECT_THAT(error_of(resolved).message, HasSubstr("only an unknown run"));
        EXPECT_EQ(world.run(id).state, state);
    }
}

TEST(RunChanges, AreForTheOwnerAndForOperators) {
    World world;
    const model::RunId id = run_in(world, RunState::kRunning);
    Service mallory = world.as("mallory");
    EXPECT_EQ(error_of(mallory.kill(id)).code, ErrorCode::kNotPermitted);
    EXPECT_EQ(error_of(mallory.retry(id)).code, ErrorCode::kNotPermitted);
    EXPECT_EQ(error_of(mallory.resolve({id, Resolution::kFailed, {}})).code,
              ErrorCode::kNotPermitted);
    EXPECT_EQ(world.run(id).kill_requested_at, std::nullopt);
    EXPECT_TRUE(world.as_operator_for("root").kill(id));
}

TEST(RunChanges, TellAMissingRun) {
    World world;
    Service alice = world.as("alice");
    const model::RunId missing{99};
    EXPECT_EQ(error_of(alice.kill(missing)), (base::Error{ErrorCode::kNotFound, "no run 99"}));
    EXPECT_EQ(error_of(alice.retry(missing)).code, ErrorCode::kNotFound);
    EXPECT_EQ(error_of(alice.resolve({missing, Resolution::kFailed, {}})).code,
              ErrorCode::kNotFound);
}

}  // namespace
}  // namespace tasksched::service
