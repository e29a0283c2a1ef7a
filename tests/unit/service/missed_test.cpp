#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;
using model::CatchUp;
using model::RunReason;
using model::RunState;
using std::chrono::hours;
using std::chrono::minutes;
using testing::HasSubstr;

constexpr auto kRun = MissedDecision::kRun;
constexpr auto kSkip = MissedDecision::kSkip;

/// Two hourly tasks and one that runs once, of each of which some was missed.
class MissedService : public testing::Test {
  protected:
    MissedService()
        : hourly_(world_.schedule(every("1h", "hourly"))),
          once_(world_.schedule(in("30m", "once"))),
          foreign_(world_.schedule(every("1h", "other"), "bob")) {
        first_ = *world_.task(hourly_).next_run_at;
        world_.clock.advance(hours(3) + minutes(30));
        world_.miss(hourly_, 3);
        world_.miss(once_, 1);
        world_.miss(foreign_, 2);
    }

    std::vector<MissedPlan> plans(const MissedRequest& request = {}) {
        const auto found = world_.as("alice").missed(request);
        EXPECT_TRUE(found) << error_of(found).message;
        return found.value_or(std::vector<MissedPlan>());
    }

    DecideMissedResponse decide(const DecideMissedRequest& request) {
        const auto decided = world_.as("alice").decide_missed(request);
        EXPECT_TRUE(decided) << error_of(decided).message;
        return decided.value_or(DecideMissedResponse());
    }

    World world_;
    model::TaskId hourly_;
    model::TaskId once_;
    model::TaskId foreign_;
    time::Second first_;
};

TEST_F(MissedService, ListsTheUsersPlansWithTheVerdictOfEachPolicy) {
    const auto found = plans();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].missed.task.id, hourly_);
    EXPECT_EQ(model::describe(found[0].verdict), "would run the latest");
    EXPECT_EQ(found[1].missed.task.id, once_);
    EXPECT_EQ(found[1].missed.task.state, model::TaskState::kDone);
    EXPECT_EQ(model::describe(found[1].verdict), "would run it");
    EXPECT_EQ(plans({.tasks = {{"once"}, {"once"}}}).size(), 1U) << "each once";
    EXPECT_EQ(plans({.tasks = {}, .after = hourly_}).size(), 1U);
}

TEST_F(MissedService, JudgesByThePolicyAndTheTimeOfNow) {
    model::TaskSpec changes = option(&model::TaskSpec::catch_up, "all");
    changes.deadline = "100m";
    UpdateRequest request;
    request.tasks = {{"hourly"}};
    request.changes = changes;
    ASSERT_TRUE(world_.as("alice").update(request));
    const auto found = plans({.tasks = {{"hourly"}}});
    EXPECT_EQ(found.at(0).verdict.run.size(), 2U);
    EXPECT_EQ(model::describe(found[0].verdict),
              "would run the latest 2 (others are past the deadline)");
}

TEST_F(MissedService, CarriesOutTheVerdictOfTheNamedOnes) {
    const auto decided = decide({.decision = kRun, .tasks = {{"hourly"}}});
    EXPECT_EQ(decided.tasks, 1);
    EXPECT_EQ(decided.runs, 1);
    EXPECT_EQ(decided.skipped, 2);
    const auto runs = world_.runs_of(hourly_);
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[0].state, RunState::kQueued);
    EXPECT_EQ(runs[0].scheduled_for, first_ + hours(2));
    EXPECT_EQ(runs[1].state, RunState::kSkipped);
    EXPECT_EQ(runs[1].reason, RunReason::kMissed);
    EXPECT_EQ(runs[1].count, 2);
    EXPECT_EQ(plans().size(), 1U) << "the other one waits on";
    EXPECT_EQ(decide({.decision = kRun, .tasks = {{"hourly"}}}).tasks, 0) << "it is decided";
    EXPECT_EQ(world_.runs_of(hourly_).size(), 2U);
}

TEST_F(MissedService, CarriesOutAll) {
    const auto decided = decide({.decision = kRun});
    EXPECT_EQ(decided.tasks, 2);
    EXPECT_EQ(decided.runs, 2);
    EXPECT_TRUE(plans().empty());
    EXPECT_TRUE(world_.runs_of(foreign_).empty());
    EXPECT_EQ(world_.runs_of(once_).at(0).state, RunState::kQueued);
}

TEST_F(MissedService, TakesAnotherPolicyWhereItIsAsked) {
    EXPECT_EQ(decide({.decision = kRun, .tasks = {{"hourly"}}, .catch_up = CatchUp::kAll}).runs, 3);
    EXPECT_EQ(decide({.decision = kRun, .catch_up = CatchUp::kNone}).runs, 0);
    EXPECT_EQ(
        error_of(world_.as("alice").decide_missed({.decision = kSkip, .catch_up = CatchUp::kAll}))
            .code,
        ErrorCode::kInvalid);
}

TEST_F(MissedService, SkipsAll) {
    const auto decided = decide({.decision = kSkip});
    EXPECT_EQ(decided.runs, 0);
    EXPECT_EQ(decided.skipped, 4);
    EXPECT_TRUE(plans().empty());
    EXPECT_EQ(world_.runs_of(hourly_).at(0).state, RunState::kSkipped);
    EXPECT_EQ(world_.runs_of(hourly_).at(0).through, first_ + hours(2));
}

TEST_F(MissedService, ChangesNothingWhereOneOfTheTasksIsNotTheirs) {
    const std::string foreign = std::to_string(foreign_.value);
    const auto refused =
        world_.as("alice").decide_missed({.decision = kSkip, .tasks = {{"hourly"}, {foreign}}});
    EXPECT_EQ(error_of(refused).code, ErrorCode::kNotPermitted);
    EXPECT_EQ(error_of(world_.as("alice").missed({.tasks = {{foreign}}})).code,
              ErrorCode::kNotPermitted);
    EXPECT_EQ(error_of(world_.impostor("alice", "bob").missed({})).code, ErrorCode::kNotPermitted);
    EXPECT_EQ(error_of(world_.impostor("alice", "bob").decide_missed({})).code,
              ErrorCode::kNotPermitted);
    EXPECT_EQ(error_of(world_.as("alice").missed({.tasks = {{"nobody"}}})).code,
              ErrorCode::kNotFound);
    EXPECT_EQ(plans().size(), 2U);
    EXPECT_EQ(world_.as_operator_for("bob").missed({}).value().size(), 1U);
    EXPECT_EQ(world_.as_operator_for("bob").decide_missed({.decision = kRun}).value().runs, 1);
}

TEST_F(MissedService, IsDecidedInTransactionsThatHoldNobodyUp) {
    std::vector<model::TaskId> tasks;
    for (const char* name : {"a", "b", "c"}) {
        tasks.push_back(world_.schedule(every("1h", name)));
    }
    world_.clock.advance(hours(1001));
    for (const model::TaskId task : tasks) {
        world_.miss(task, 1000);
    }
    for (const std::vector<TaskRef>& named : {std::vector<TaskRef>{{"c"}, {"a"}, {"b"}}, {}}) {
        DecideMissedRequest request{.tasks = named, .catch_up = CatchUp::kAll, .after = once_};
        const auto first = decide(request);
        const bool again = named.empty();
        EXPECT_EQ(first.runs, again ? 0 : 2000);
        EXPECT_EQ(first.go_on_after, again ? std::nullopt : std::optional(tasks[1]));
        if (!again) {
            request.after = first.go_on_after;
            const auto rest = decide(request);
            EXPECT_EQ(rest.runs, 1000);
            EXPECT_EQ(rest.go_on_after, std::nullopt);
        }
    }
}

TEST_F(MissedService, RunsWhatAPausedTaskMissed) {
    ASSERT_TRUE(world_.as("alice").transition({Transition::kPause, {{"hourly"}}, false}));
    EXPECT_EQ(decide({.decision = kRun, .tasks = {{"hourly"}}}).runs, 1);
    EXPECT_EQ(world_.task(hourly_).state, model::TaskState::kPaused);
}

TEST_F(MissedService, IsSkippedWithItsTaskThatIsCancelled) {
    ASSERT_TRUE(
        world_.as("alice").transition({Transition::kCancel, {{"hourly"}, {"once"}}, false}));
    EXPECT_TRUE(plans().empty());
    const auto run = world_.runs_of(hourly_).at(0);
    EXPECT_EQ(run.state, RunState::kSkipped);
    EXPECT_EQ(run.reason, RunReason::kTaskCancelled);
    EXPECT_EQ(run.count, 3);
    EXPECT_EQ(world_.runs_of(once_).size(), 1U) << "of one that is done, too";
}

TEST_F(MissedService, RunsAnOccurrenceOnceThoughTheClockWasSetBack) {
    const model::RunId run = world_.claim(hourly_);
    const auto claimed = *world_.run(run).scheduled_for;
    EXPECT_EQ(claimed, first_ + hours(3));
    world_.clock.advance(hours(1));
    EXPECT_EQ(decide({.decision = kRun, .tasks = {{"hourly"}}, .catch_up = CatchUp::kAll}).runs, 3);
    EXPECT_EQ(world_.runs_of(hourly_).size(), 4U);
}

TEST_F(MissedService, IsTakenUpWhenAClockThatWasSetBackGetsThere) {
    world_.clock.advance(-hours(2));
    EXPECT_TRUE(plans({.tasks = {{"hourly"}}}).empty());
    EXPECT_EQ(decide({.decision = kRun, .tasks = {{"hourly"}}}).runs, 0);
    world_.clock.advance(hours(2));
    EXPECT_EQ(plans({.tasks = {{"hourly"}}}).size(), 1U);
}

TEST_F(MissedService, IsToldByShowAndWhy) {
    const auto shown = world_.as("alice").show({"hourly"});
    ASSERT_TRUE(shown && shown->missed);
    EXPECT_EQ(model::count_missed(shown->missed->missed.spans), 3);
    const auto why = [&](time::Second at) {
        return world_.as("alice").why({{"hourly"}, at}).value().answer;
    };
    EXPECT_THAT(why(first_ + hours(1)), HasSubstr("waits for a decision"));
    EXPECT_THAT(why(first_ + minutes(1)), HasSubstr("none of the task's times"));
    EXPECT_THAT(why(first_ + hours(3)), testing::Not(HasSubstr("waits for a decision")));
    decide({.decision = kSkip});
    EXPECT_FALSE(world_.as("alice").show({"hourly"}).value().missed);
    EXPECT_THAT(why(first_ + hours(1)), HasSubstr("was not made up"));
}

TEST_F(MissedService, IsCountedAsATotal) {
    EXPECT_EQ(world_.as("alice").totals(hours(24)).value().missed_tasks, 3);
}

}  // namespace
}  // namespace tasksched::service
