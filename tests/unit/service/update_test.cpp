#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;
using model::TaskSpec;
using testing::HasSubstr;
using testing::StartsWith;

UpdateRequest all(TaskSpec changes, std::vector<std::string> where = {}) {
    UpdateRequest request;
    request.all = true;
    request.where = std::move(where);
    request.changes = std::move(changes);
    return request;
}

TEST(UpdateService, ChangesTasksByIdAndByName) {
    World world;
    const model::TaskId first = world.schedule(every("1h"));
    const model::TaskId second = world.schedule(every("1h", "backup"));
    const auto response = world.as("alice").update(
        named({{std::to_string(first.value)}, {"backup"}}, option(&TaskSpec::retries, "3")));
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->updated, 2);
    for (const model::TaskId id : {first, second}) {
        EXPECT_EQ(world.task(id).policies.retries, 3);
        EXPECT_EQ(world.task(id).version, 2);
    }
}

TEST(UpdateService, ChangesATaskOnceThatIsNamedTwice) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "backup"));
    const auto response = world.as("alice").update(
        named({{"backup"}, {std::to_string(id.value)}}, option(&TaskSpec::retries, "3")));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->updated, 1);
    EXPECT_EQ(world.task(id).version, 2);
}

TEST(UpdateService, ChangesThePayload) {
    World world;
    world.schedule(every("1h", "backup"));
    TaskSpec changes;
    changes.words = {"/bin/false"};
    ASSERT_TRUE(world.as("alice").update(named({{"backup"}}, changes)));
    EXPECT_EQ(summary(world.as("alice").show({"backup"}).value().payload), "/bin/false");
}

TEST(UpdateService, KeepsThePayloadForTheNewVersion) {
    World world;
    world.schedule(every("1h", "backup"));
    ASSERT_TRUE(world.as("alice").update(named({{"backup"}}, option(&TaskSpec::retries, "1"))));
    EXPECT_EQ(summary(world.as("alice").show({"backup"}).value().payload), "/bin/true");
}

TEST(UpdateService, ChangesAllOrNone) {
    World world;
    const model::TaskId first = world.schedule(every("1h"));
    const model::TaskId once = world.schedule(in("1h"));
    const auto response = world.as("alice").update(all(option(&TaskSpec::count, "3")));
    EXPECT_EQ(error_of(response).code, ErrorCode::kInvalid);
    EXPECT_THAT(error_of(response).message,
                StartsWith("task " + std::to_string(once.value) + ": --count: "));
    EXPECT_EQ(world.task(first).version, 1);
}

TEST(UpdateService, ChangesAllCurrentTasksOfTheUser) {
    World world;
    const model::TaskId mine = world.schedule(every("1h"));
    const model::TaskId paused = world.schedule(every("1h", "paused"));
    const model::TaskId cancelled = world.schedule(every("1h", "cancelled"));
    const model::TaskId foreign = world.schedule(every("1h"), "bob");
    ASSERT_TRUE(world.as("alice").transition({Transition::kPause, {{"paused"}}, false}));
    ASSERT_TRUE(world.as("alice").transition({Transition::kCancel, {{"cancelled"}}, false}));
    const auto response = world.as("alice").update(all(option(&TaskSpec::retries, "3")));
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->updated, 2);
    EXPECT_EQ(world.task(mine).policies.retries, 3);
    EXPECT_EQ(world.task(paused).policies.retries, 3);
    EXPECT_EQ(world.task(paused).state, model::TaskState::kPaused);
    EXPECT_EQ(world.task(cancelled).policies.retries, 0);
    EXPECT_EQ(world.task(foreign).policies.retries, 0);
}

TEST(UpdateService, ChangesMoreTasksThanAPageHolds) {
    World world;
    constexpr std::size_t kTasks = 1001;
    ASSERT_TRUE(world.as("alice").schedule({std::vector<TaskSpec>(kTasks, every("1h")), false}));
    const auto response = world.as("alice").update(all(option(&TaskSpec::retries, "3")));
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->updated, static_cast<std::int64_t>(kTasks));
}

TEST(UpdateService, ChangesThoseForWhichAllConditionsHold) {
    World world;
    TaskSpec in_srv = every("1h", "a");
    in_srv.cwd = "/srv";
    const model::TaskId first = world.schedule(in_srv);
    in_srv.name = "b";
    world.schedule(in_srv);
    world.schedule(every("1h", "c"));
    const auto response = world.as("alice").update(
        all(option(&TaskSpec::retries, "3"), {"cwd=/srv", "name=a", "type=command"}));
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->updated, 1);
    EXPECT_EQ(world.task(first).policies.retries, 3);
}

TEST(UpdateService, SucceedsWhereNoTaskMatches) {
    World world;
    world.schedule(every("1h"));
    const auto response =
        world.as("alice").update(all(option(&TaskSpec::retries, "3"), {"name=none"}));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->updated, 0);
}

TEST(UpdateService, RefusesRequestsThatMakeNoSense) {
    World world;
    world.schedule(every("1h", "a"));
    Service service = world.as("alice");
    const TaskSpec retries = option(&TaskSpec::retries, "3");
    const auto refusal = [&](const UpdateRequest& request) {
        const auto response = service.update(request);
        EXPECT_EQ(error_of(response).code, ErrorCode::kInvalid);
        return error_of(response).message;
    };
    EXPECT_THAT(refusal(named({}, retries)), HasSubstr("--all"));
    EXPECT_THAT(refusal(named({{"a"}}, TaskSpec{})), HasSubstr("nothing to change"));
    EXPECT_THAT(refusal(all(option(&TaskSpec::name, "b"))), HasSubstr("--name"));
    EXPECT_THAT(refusal(all(retries, {"colour=red"})), HasSubstr("'colour'"));
    UpdateRequest both = all(retries);
    both.tasks = {{"a"}};
    EXPECT_THAT(refusal(both), HasSubstr("exclude each other"));
    UpdateRequest typed = named({{"a"}}, retries);
    typed.type = "command";
    EXPECT_THAT(refusal(typed), HasSubstr("--all only"));
    UpdateRequest unknown = all(retries);
    unknown.type = "fax";
    EXPECT_THAT(refusal(unknown), HasSubstr("'fax'"));
}

TEST(UpdateService, RefusesANameThatIsTaken) {
    World world;
    world.schedule(every("1h", "a"));
    world.schedule(every("1h", "b"));
    const auto response = world.as("alice").update(named({{"a"}}, option(&TaskSpec::name, "b")));
    EXPECT_EQ(error_of(response).code, ErrorCode::kInvalid);
    EXPECT_THAT(error_of(response).message, HasSubstr("'b'"));
}

TEST(UpdateService, ChangesForeignTasksForOperatorsAlone) {
    World world;
    const model::TaskId id = world.schedule(every("1h"), "bob");
    const UpdateRequest request =
        named({{std::to_string(id.value)}}, option(&TaskSpec::retries, "3"));
    EXPECT_EQ(error_of(world.as("alice").update(request)).code, ErrorCode::kNotPermitted);
    EXPECT_EQ(error_of(world.impostor("alice", "bob").update(request)).code,
              ErrorCode::kNotPermitted);
    EXPECT_EQ(world.task(id).version, 1);
    EXPECT_TRUE(world.as_operator_for("alice").update(request));
    EXPECT_EQ(world.task(id).user_id, "bob");
    EXPECT_EQ(world.task(id).policies.retries, 3);
}

}  // namespace
}  // namespace tasksched::service
