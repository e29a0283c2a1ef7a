#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;
using model::RunState;
using model::TaskState;
using std::chrono::hours;
using std::chrono::minutes;
using testing::HasSubstr;

TransitionRequest request(Transition to, std::vector<TaskRef> tasks, bool kill = false) {
    return {to, std::move(tasks), kill};
}

/// What becomes of the one task named "a".
base::Result<TransitionResponse> apply(World& world, Transition to, bool kill = false) {
    return world.as("alice").transition(request(to, {{"a"}}, kill));
}

TEST(CancelService, EndsTheTask) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "a"));
    const auto response = apply(world, Transition::kCancel);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->changed, 1);
    EXPECT_EQ(world.task(id).state, TaskState::kCancelled);
    EXPECT_EQ(world.task(id).next_run_at, std::nullopt);
    EXPECT_EQ(world.task(id).version, 2);
}

TEST(CancelService, CancelsRunsThatHaveNotStarted) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "a"));
    const model::RunId queued = world.add_run(id);
    const model::RunId waiting = world.add_run(id);
    const model::RunId running = world.add_run(id);
    world.start(waiting);
    world.finish(waiting, RunState::kWaiting, world.clock.now() + minutes(1));
    world.start(running);
    const auto response = apply(world, Transition::kCancel);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->runs_cancelled, 2);
    EXPECT_EQ(response->kills_requested, 0);
    EXPECT_EQ(world.run(queued).state, RunState::kCancelled);
    EXPECT_EQ(world.run(queued).reason, model::RunReason::kTaskCancelled);
    EXPECT_EQ(world.run(waiting).state, RunState::kCancelled);
    EXPECT_EQ(world.run(running).state, RunState::kRunning);
    EXPECT_EQ(world.run(running).kill_requested_at, std::nullopt);
}

TEST(CancelService, AsksForTheEndOfRunningRunsWithKill) {
    World world;
    const model::RunId running = world.add_run(world.schedule(every("1h", "a")));
    world.start(running);
    const auto response = apply(world, Transition::kCancel, true);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->kills_requested, 1);
    EXPECT_EQ(world.run(running).kill_requested_at, world.clock.now());
}

TEST(CancelService, SucceedsTwice) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "a"));
    ASSERT_TRUE(apply(world, Transition::kCancel));
    const auto again = apply(world, Transition::kCancel);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->changed, 0);
    EXPECT_EQ(world.task(id).version, 2);
}

TEST(CancelService, MayKillWhatAFirstCancelLeftRunning) {
    World world;
    const model::RunId running = world.add_run(world.schedule(every("1h", "a")));
    world.start(running);
    ASSERT_TRUE(apply(world, Transition::kCancel));
    const auto again = apply(world, Transition::kCancel, true);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->kills_requested, 1);
}

TEST(CancelService, CancelsTheLastRunOfATaskThatIsDone) {
    World world;
    const model::TaskId id = world.schedule(in("1m", "a"));
    const model::RunId run = world.claim(id);
    ASSERT_EQ(world.task(id).state, TaskState::kDone);
    const auto response = apply(world, Transition::kCancel);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->changed, 0);
    EXPECT_EQ(response->runs_cancelled, 1);
    EXPECT_EQ(world.run(run).state, RunState::kCancelled);
    EXPECT_EQ(world.task(id).state, TaskState::kDone);
}

TEST(PauseService, TakesTheNextTimeAway) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "a"));
    const auto response = apply(world, Transition::kPause);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->changed, 1);
    EXPECT_EQ(world.task(id).state, TaskState::kPaused);
    EXPECT_EQ(world.task(id).next_run_at, std::nullopt);
}

TEST(PauseService, SucceedsTwiceAndLeavesRunsAlone) {
    World world;
    const model::RunId queued = world.add_run(world.schedule(every("1h", "a")));
    ASSERT_TRUE(apply(world, Transition::kPause));
    const auto again = apply(world, Transition::kPause);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->changed, 0);
    EXPECT_EQ(world.run(queued).state, RunState::kQueued);
}

TEST(PauseService, RefusesATaskThatIsOver) {
    World world;
    world.schedule(every("1h", "a"));
    ASSERT_TRUE(apply(world, Transition::kCancel));
    for (const Transition to : {Transition::kPause, Transition::kResume}) {
        const auto response = apply(world, to);
        EXPECT_EQ(error_of(response).code, ErrorCode::kInvalid);
        EXPECT_THAT(error_of(response).message, HasSubstr("is cancelled"));
    }
}

TEST(ResumeService, GoesOnAfterNowAndMakesNothingUp) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "a"));
    ASSERT_TRUE(apply(world, Transition::kPause));
    world.clock.advance(hours(5) + minutes(10));
    const auto response = apply(world, Transition::kResume);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->changed, 1);
    EXPECT_EQ(world.task(id).state, TaskState::kActive);
    EXPECT_EQ(world.task(id).next_run_at, at("2026-11-24T18:00:00Z"));
    EXPECT_TRUE(world.runs_of(id).empty());
}

TEST(ResumeService, LeavesAnActiveTaskAsItIs) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "a"));
    const auto response = apply(world, Transition::kResume);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->changed, 0);
    EXPECT_EQ(world.task(id).version, 1);
}

TEST(ResumeService, RefusesAScheduleThatIsOver) {
    World world;
    const model::TaskId id = world.schedule(in("1h", "a"));
    ASSERT_TRUE(apply(world, Transition::kPause));
    world.clock.advance(hours(2));
    const auto response = apply(world, Transition::kResume);
    EXPECT_EQ(error_of(response).code, ErrorCode::kInvalid);
    EXPECT_THAT(error_of(response).message, HasSubstr("its schedule is over"));
    EXPECT_THAT(error_of(response).message, HasSubstr("tasksched update"));
    EXPECT_EQ(world.task(id).state, TaskState::kPaused);
}

TEST(ResumeService, TakesATaskThatWaitsForTheNextBoot) {
    World world;
    const model::TaskId id = world.schedule(command(&model::TaskSpec::cron, "@reboot", "a"));
    ASSERT_TRUE(apply(world, Transition::kPause));
    ASSERT_TRUE(apply(world, Transition::kResume));
    EXPECT_EQ(world.task(id).state, TaskState::kActive);
    EXPECT_EQ(world.task(id).next_run_at, std::nullopt);
}

TEST(TransitionService, ChangesAllOrNone) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "a"));
    const auto response =
        world.as("alice").transition(request(Transition::kCancel, {{"a"}, {"missing"}}));
    EXPECT_EQ(error_of(response).code, ErrorCode::kNotFound);
    EXPECT_THAT(error_of(response).message, HasSubstr("'missing'"));
    EXPECT_EQ(world.task(id).state, TaskState::kActive);
}

TEST(TransitionService, RefusesRequestsThatMakeNoSense) {
    World world;
    world.schedule(every("1h", "a"));
    EXPECT_EQ(error_of(world.as("alice").transition({})).code, ErrorCode::kInvalid);
    EXPECT_EQ(error_of(apply(world, Transition::kPause, true)).code, ErrorCode::kInvalid);
}

TEST(TransitionService, IsForTheOwnerAndForOperators) {
    World world;
    const model::TaskId id = world.schedule(every("1h"), "bob");
    const TransitionRequest cancel = request(Transition::kCancel, {{std::to_string(id.value)}});
    EXPECT_EQ(error_of(world.as("alice").transition(cancel)).code, ErrorCode::kNotPermitted);
    EXPECT_EQ(world.task(id).state, TaskState::kActive);
    EXPECT_TRUE(world.as_operator_for("root").transition(cancel));
}

}  // namespace
}  // namespace tasksched::service
