#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;

TEST(ShowService, GivesTheTaskItsPayloadAndItsLatestRuns) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "a"));
    model::RunId last;
    for (int i = 0; i < 7; ++i) {
        last = world.add_run(id);
    }
    const auto details = world.as("alice").show({"a"});
    ASSERT_TRUE(details) << details.error().message;
    EXPECT_EQ(details->task.id, id);
    EXPECT_EQ(summary(details->payload), "/bin/true");
    ASSERT_EQ(details->latest_runs.size(), 5U);
    EXPECT_EQ(details->latest_runs[0].id, last);
}

TEST(ShowService, FindsATaskThatIsOverByItsName) {
    World world;
    const model::TaskId old = world.schedule(every("1h", "a"));
    ASSERT_TRUE(world.as("alice").transition({Transition::kCancel, {{"a"}}, false}));
    EXPECT_EQ(world.as("alice").show({"a"}).value().task.id, old);
    const model::TaskId current = world.schedule(every("1h", "a"));
    EXPECT_EQ(world.as("alice").show({"a"}).value().task.id, current);
}

TEST(ShowService, TellsAMissingTask) {
    World world;
    EXPECT_EQ(error_of(world.as("alice").show({"99"})),
              (base::Error{ErrorCode::kNotFound, "no task 99"}));
    EXPECT_EQ(error_of(world.as("alice").show({"nobody"})),
              (base::Error{ErrorCode::kNotFound, "no task is named 'nobody'"}));
}

TEST(ShowService, IsForTheOwnerAndForOperators) {
    World world;
    const TaskRef task{std::to_string(world.schedule(every("1h"), "bob").value)};
    EXPECT_EQ(error_of(world.as("alice").show(task)).code, ErrorCode::kNotPermitted);
    EXPECT_TRUE(world.as_operator_for("root").show(task));
}

}  // namespace
}  // namespace tasksched::service
