#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;
using testing::HasSubstr;

std::vector<model::RunId> ids(const base::Result<std::vector<model::Run>>& runs) {
    std::vector<model::RunId> ids;
    if (!runs) {
        ADD_FAILURE() << runs.error().message;
        return ids;
    }
    for (const model::Run& run : *runs) {
        ids.push_back(run.id);
    }
    return ids;
}

class RunsService : public testing::Test {
  protected:
    RunsService()
        : first(world.add_run(world.schedule(every("1h", "a")))),
          second(world.add_run(world.schedule(every("1h", "b")))),
          foreign(world.add_run(world.schedule(every("1h", "c"), "bob"))) {}

    World world;
    model::RunId first;
    model::RunId second;
    model::RunId foreign;
};

TEST_F(RunsService, ListsTheUsersRunsNewestFirst) {
    EXPECT_EQ(ids(world.as("alice").runs({})), (std::vector<model::RunId>{second, first}));
}

TEST_F(RunsService, ListsTheRunsOfOneTask) {
    RunsRequest request;
    request.task = TaskRef{"a"};
    EXPECT_EQ(ids(world.as("alice").runs(request)), std::vector<model::RunId>{first});
}

TEST_F(RunsService, ListsForeignRunsForOperatorsAlone) {
    RunsRequest of_bob;
    of_bob.filter.user_id = "bob";
    RunsRequest of_task;
    of_task.task = TaskRef{std::to_string(world.run(foreign).task_id.value)};
    for (const RunsRequest& request : {of_bob, of_task}) {
        EXPECT_EQ(error_of(world.as("alice").runs(request)).code, ErrorCode::kNotPermitted);
        EXPECT_EQ(ids(world.as_operator_for("root").runs(request)),
                  std::vector<model::RunId>{foreign});
    }
    EXPECT_EQ(error_of(world.as("alice").run(foreign)).code, ErrorCode::kNotPermitted);
    EXPECT_EQ(error_of(world.as("alice").logs({foreign, std::nullopt})).code,
              ErrorCode::kNotPermitted);
}

TEST_F(RunsService, RefusesALimitBelowOne) {
    RunsRequest request;
    request.filter.limit = 0;
    EXPECT_EQ(error_of(world.as("alice").runs(request)).code, ErrorCode::kInvalid);
}

TEST_F(RunsService, GivesARunWithItsAttempts) {
    world.start(first);
    world.finish(first, model::RunState::kFailed);
    ASSERT_TRUE(world.as("alice").retry(first));
    world.start(first);
    const auto details = world.as("alice").run(first);
    ASSERT_TRUE(details) << details.error().message;
    EXPECT_EQ(details->run.attempt, 2);
    ASSERT_EQ(details->attempts.size(), 2U);
    EXPECT_EQ(details->attempts[0].number, 1);
}

TEST_F(RunsService, GivesTheOutputOfTheLastAttempt) {
    world.start(first);
    world.finish(first, model::RunState::kSucceeded);
    const auto logs = world.as("alice").logs({first, std::nullopt});
    ASSERT_TRUE(logs) << logs.error().message;
    EXPECT_EQ(logs->attempt, 1);
    EXPECT_EQ(logs->output.head, "hello\n");
}

TEST_F(RunsService, GivesNoOutputBeforeTheFirstAttempt) {
    const auto logs = world.as("alice").logs({first, std::nullopt});
    ASSERT_TRUE(logs) << logs.error().message;
    EXPECT_EQ(logs->attempt, 0);
    EXPECT_EQ(logs->output, model::Output{});
}

TEST_F(RunsService, TellsAMissingAttempt) {
    world.start(first);
    for (const int attempt : {0, -1, 2}) {
        const auto logs = world.as("alice").logs({first, attempt});
        EXPECT_EQ(error_of(logs).code, ErrorCode::kNotFound);
        EXPECT_THAT(error_of(logs).message, HasSubstr("it has had 1"));
    }
}

}  // namespace
}  // namespace tasksched::service
