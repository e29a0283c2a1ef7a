// Who did what, and what each version of a task changed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;
using model::AuditOutcome;
using model::TaskSpec;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> actions(Service service, const AuditRequest& request = {}) {
    std::vector<std::string> actions;
    const auto entries = service.audit(request).value();
    for (const model::AuditEntry& entry : entries) {
        actions.push_back(entry.principal + " " + entry.action);
    }
    return actions;
}

AuditRequest of_task(const char* task) {
    AuditRequest request;
    request.task = TaskRef{task};
    return request;
}

AuditRequest of_all() {
    AuditRequest request;
    request.whom = AuditOf::kAll;
    return request;
}

void update(World& world, const std::string& task, const TaskSpec& changes,
            const std::string& user = "alice") {
    UpdateRequest request;
    request.tasks = {{task}};
    request.changes = changes;
    const auto updated = world.as(user).update(request);
    ASSERT_TRUE(updated) << updated.error().message;
}

TEST(AuditService, TellsWhatWasDoneToTasksAndRuns) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "backup"));
    update(world, "backup", option(&TaskSpec::retries, "3"));
    ASSERT_TRUE(world.as("alice").transition({Transition::kPause, {{"backup"}}, false}));
    ASSERT_TRUE(
        world.as_operator_for("alice").transition({Transition::kResume, {{"backup"}}, false}));
    const auto run = world.as("alice").run_now({{"backup"}}).value().run;
    ASSERT_TRUE(world.as("alice").kill(run));
    ASSERT_TRUE(world.as("alice").retry(run));
    EXPECT_THAT(actions(world.as("alice")),
                ElementsAre("alice retry", "alice kill", "alice run", "root resume", "alice pause",
                            "alice update", "alice schedule"));
    const auto entries = world.as("alice").audit({}).value();
    EXPECT_EQ(entries[0].run_id, run);
    EXPECT_EQ(entries[0].task_id, id);
    EXPECT_EQ(entries[3].version_before, 3);
    EXPECT_EQ(entries[3].version_after, 4);
    EXPECT_EQ(entries[3].at, world.clock.now());
}

TEST(AuditService, TellsOfTheTasksThatTheCallerMaySee) {
    World world;
    world.schedule(every("1h", "mine"));
    world.schedule(every("1h", "other"), "bob");
    EXPECT_THAT(actions(world.as("alice")), ElementsAre("alice schedule"));
    EXPECT_THAT(actions(world.as("alice"), of_task("mine")), SizeIs(1));
    EXPECT_THAT(actions(world.as_operator_for("bob")), ElementsAre("bob schedule"));
    const AuditRequest all = of_all();
    EXPECT_THAT(actions(world.as_operator_for("root"), all), SizeIs(2));
    EXPECT_EQ(error_of(world.as("alice").audit(all)).code, ErrorCode::kNotPermitted);
    EXPECT_EQ(error_of(world.as("alice").audit(of_task("2"))).code, ErrorCode::kNotPermitted);
    EXPECT_EQ(error_of(world.as("alice").audit(of_task("9"))).code, ErrorCode::kNotFound);
}

TEST(AuditService, KeepsWhatWasRefused) {
    World world;
    world.schedule(every("1h", "other"), "bob");
    const std::vector<TaskRef> other{{"1"}};
    EXPECT_FALSE(world.as("alice").transition({Transition::kCancel, other, false}));
    UpdateRequest request;
    request.tasks = other;
    request.changes = option(&TaskSpec::retries, "3");
    EXPECT_FALSE(world.as("alice").update(request));
    EXPECT_FALSE(world.as("alice").run_now({{"1"}}));
    EXPECT_FALSE(world.as("alice").undo({.task = {"1"}, .to = {}}));
    EXPECT_FALSE(world.impostor("alice", "bob").schedule({{every("1h")}, false}));
    EXPECT_FALSE(world.impostor("alice", "bob").update(request));
    EXPECT_FALSE(world.as("alice").run_now({{"no-such-task"}})) << "no attempt on anything";
    const auto entries = world.as_operator_for("root").audit(of_all()).value();
    std::vector<std::string> refused;
    for (const model::AuditEntry& entry : entries) {
        if (entry.outcome == AuditOutcome::kRefused) {
            refused.push_back(entry.principal + " " + entry.action + " " + entry.user_id);
            EXPECT_NE(entry.detail, "");
        }
    }
    EXPECT_THAT(refused,
                ElementsAre("alice update bob", "alice schedule bob", "alice undo alice",
                            "alice run alice", "alice update alice", "alice cancel alice"));
    EXPECT_THAT(entries.back().detail, "");
    EXPECT_EQ(world.task({1}).version, 1);
}

TEST(LogService, TellsWhatEachVersionChanged) {
    World world;
    world.schedule(every("1h", "backup"));
    TaskSpec words;
    words.words = {"/bin/false", "x"};
    update(world, "backup", words);
    TaskSpec when = every("2h");
    when.type.reset();
    when.words.clear();
    update(world, "backup", when);
    const auto log = world.as("alice").log({{"backup"}, {}, 100}).value();
    ASSERT_THAT(log, SizeIs(3));
    EXPECT_EQ(log[0].version.task.version, 3);
    ASSERT_THAT(log[0].changes, SizeIs(1));
    EXPECT_EQ(log[0].changes[0], (model::FieldChange{"recurring_period", R"("1h")", R"("2h")"}));
    ASSERT_THAT(log[1].changes, SizeIs(1));
    EXPECT_EQ(log[1].changes[0].field, "payload.words");
    EXPECT_THAT(log[1].changes[0].to, HasSubstr("/bin/false"));
    EXPECT_THAT(log[2].changes, IsEmpty());
    EXPECT_EQ(log[2].version.operation, "schedule");
}

TEST(LogService, TellsPageByPageWhatItTellsAtOnce) {
    World world;
    world.schedule(every("1h", "backup"));
    for (const char* retries : {"1", "2", "3"}) {
        update(world, "backup", option(&TaskSpec::retries, retries));
    }
    const auto first = world.as("alice").log({{"backup"}, {}, 2}).value();
    ASSERT_THAT(first, SizeIs(2));
    EXPECT_THAT(first[1].changes, SizeIs(1)) << "by the version of the next page";
    const auto second = world.as("alice").log({{"backup"}, 3, 2}).value();
    ASSERT_THAT(second, SizeIs(2));
    EXPECT_EQ(second[0].version.task.version, 2);
    EXPECT_EQ(error_of(world.as("bob").log({{"1"}, {}, 2})).code, ErrorCode::kNotPermitted);
}

}  // namespace
}  // namespace tasksched::service
