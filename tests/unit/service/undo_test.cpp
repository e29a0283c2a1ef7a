#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;
using model::TaskSpec;
using model::TaskState;
using std::chrono::hours;
using testing::HasSubstr;

class Undo : public testing::Test {
  protected:
    void update(const TaskSpec& changes, const std::string& task = "backup") {
        UpdateRequest request;
        request.tasks = {{task}};
        request.changes = changes;
        const auto updated = world_.as("alice").update(request);
        ASSERT_TRUE(updated) << updated.error().message;
    }

    void move(Transition to) {
        ASSERT_TRUE(world_.as("alice").transition({to, {{"backup"}}, false}));
    }

    base::Result<UndoResponse> undo(std::optional<model::Version> to = {}) {
        return world_.as("alice").undo({.task = {std::to_string(id_.value)}, .to = to});
    }

    std::string refusal(std::optional<model::Version> to = {}) {
        const model::Task before = world_.task(id_);
        const base::Error error = error_of(undo(to));
        EXPECT_EQ(error.code, ErrorCode::kInvalid) << error.message;
        EXPECT_EQ(world_.task(id_).version, before.version);
        return error.message;
    }

    std::string what_runs() {
        return summary(world_.as("alice").show({std::to_string(id_.value)}).value().payload);
    }

    World world_;
    model::TaskId id_ = world_.schedule(every("1h", "backup"));
};

TaskSpec words(const char* program) {
    TaskSpec spec;
    spec.words = {program};
    return spec;
}

TEST_F(Undo, GivesTheTaskANewVersionWithWhatItHadBefore) {
    const model::Task first = world_.task(id_);
    const std::string ran = what_runs();
    TaskSpec changes = words("/bin/false");
    changes.every = "2h";
    changes.name = "renamed";
    changes.retries = "7";
    update(changes);
    const auto undone = undo();
    ASSERT_TRUE(undone) << undone.error().message;
    EXPECT_EQ(undone->to, 1);
    EXPECT_GE(undone->changes.size(), 4U);
    const model::Task task = world_.task(id_);
    EXPECT_EQ(task.version, 3);
    EXPECT_TRUE(model::same_definition(task, first));
    EXPECT_EQ(task.next_run_at, first.next_run_at);
    EXPECT_EQ(task.created_at, first.created_at);
    EXPECT_EQ(what_runs(), ran);
    EXPECT_EQ(world_.as("alice").log({{"backup"}, {}, 1}).value()[0].version.operation, "undo");
}

TEST_F(Undo, OfAnUndoDoesItAgain) {
    update(words("/bin/false"));
    ASSERT_TRUE(undo());
    ASSERT_TRUE(undo());
    EXPECT_EQ(what_runs(), "/bin/false");
    EXPECT_EQ(world_.task(id_).version, 4);
}

TEST_F(Undo, GoesBackToTheVersionThatIsNamed) {
    for (const char* program : {"/bin/b", "/bin/c", "/bin/d"}) {
        update(words(program));
    }
    ASSERT_TRUE(undo(2));
    EXPECT_EQ(what_runs(), "/bin/b");
    EXPECT_THAT(refusal(5), HasSubstr("at version 5; one from 1 to 4"));
    EXPECT_THAT(refusal(0), HasSubstr("one from 1 to 4"));
    EXPECT_THAT(refusal(2), HasSubstr("as the task is now"));
}

TEST_F(Undo, OfAPauseLetsTheTaskRunAgainFromNowOn) {
    move(Transition::kPause);
    world_.clock.advance(hours(5));
    ASSERT_TRUE(undo());
    const model::Task task = world_.task(id_);
    EXPECT_EQ(task.state, TaskState::kActive);
    ASSERT_TRUE(task.next_run_at);
    EXPECT_GT(*task.next_run_at, world_.clock.now());
    EXPECT_LE(*task.next_run_at, world_.clock.now() + hours(1));
    ASSERT_TRUE(undo());
    EXPECT_EQ(world_.task(id_).state, TaskState::kPaused);
    EXPECT_EQ(world_.task(id_).next_run_at, std::nullopt);
}

TEST_F(Undo, OfWhatIsNoScheduleLeavesADueTimeAsItIs) {
    update(option(&TaskSpec::retries, "3"));
    const auto due = world_.task(id_).next_run_at;
    world_.clock.advance(hours(3));
    ASSERT_TRUE(undo());
    EXPECT_EQ(world_.task(id_).next_run_at, due) << "it is late, and not passed over";
}

TEST_F(Undo, IsRefusedWhereThereIsNothingToUndo) {
    EXPECT_THAT(refusal(), HasSubstr("was never changed"));
}

TEST_F(Undo, IsRefusedOfATaskThatIsCancelledOrDone) {
    update(words("/bin/false"));
    move(Transition::kCancel);
    EXPECT_THAT(refusal(), HasSubstr("is cancelled, and stays so"));
    id_ = world_.schedule(in("1h", "once"));
    update(words("/bin/false"), "once");
    world_.claim(id_);
    EXPECT_THAT(refusal(), HasSubstr("is done"));
}

TEST_F(Undo, IsRefusedWhereTheScheduleOfThenIsOver) {
    id_ = world_.schedule(in("1h", "once"));
    TaskSpec later;
    later.in = "9h";
    update(later, "once");
    world_.clock.advance(hours(2));
    EXPECT_THAT(refusal(), HasSubstr("its schedule of then is over"));
}

TEST_F(Undo, IsRefusedWhereAnotherTaskHasTheNameByNow) {
    update(option(&TaskSpec::name, "renamed"));
    world_.schedule(every("1h", "backup"));
    EXPECT_THAT(refusal(), HasSubstr("backup"));
}

TEST_F(Undo, DoesNotGiveBackTimesThatHaveRun) {
    TaskSpec spec = every("1h", "counted");
    spec.count = "5";
    id_ = world_.schedule(spec);
    world_.claim(id_);
    update(words("/bin/false"), "counted");
    const auto left = world_.task(id_).remaining;
    world_.claim(id_);
    ASSERT_TRUE(undo());
    ASSERT_TRUE(left);
    EXPECT_EQ(world_.task(id_).remaining, *left - 1);
}

TEST_F(Undo, GivesBackACountThatWasTakenAway) {
    TaskSpec spec = every("1h", "counted");
    spec.count = "5";
    id_ = world_.schedule(spec);
    TaskSpec fewer;
    fewer.count = "1";
    update(fewer, "counted");
    ASSERT_TRUE(undo());
    EXPECT_EQ(world_.task(id_).remaining, 5);
}

TEST_F(Undo, LeavesRunsAsTheyWereClaimed) {
    const model::RunId run = world_.claim(id_);
    update(words("/bin/false"));
    ASSERT_TRUE(undo());
    EXPECT_EQ(world_.run(run).version, 1);
    EXPECT_EQ(world_.run(run).state, model::RunState::kQueued);
}

TEST_F(Undo, IsNotForOthers) {
    update(words("/bin/false"));
    EXPECT_EQ(error_of(world_.as("bob").undo({.task = {"1"}, .to = {}})).code,
              ErrorCode::kNotPermitted);
    EXPECT_TRUE(world_.as_operator_for("alice").undo({.task = {"backup"}, .to = {}}));
}

TEST_F(Undo, IsRefusedForATaskOfACrontab) {
    Service alice = world_.as("alice");
    ASSERT_TRUE(alice.install_crontab({.content = "0 9 * * * /bin/true\n"}));
    ASSERT_TRUE(alice.install_crontab({.content = "0 9 * * * /bin/false\n"}));
    const auto tasks = alice.list({});
    ASSERT_TRUE(tasks);
    const auto changed = std::find_if(tasks->begin(), tasks->end(),
                                      [](const model::Task& task) { return task.version == 2; });
    ASSERT_NE(changed, tasks->end());
    const auto undone = alice.undo({.task = {std::to_string(changed->id.value)}, .to = {}});
    EXPECT_THAT(error_of(undone).message, HasSubstr("comes from line 1 of the crontab of alice"));
}

}  // namespace
}  // namespace tasksched::service
