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
        : first_(world_.add_run(world_.schedule(every("1h", "a")))),
          second_(world_.add_run(world_.schedule(every("1h", "b")))),
          foreign_(world_.add_run(world_.schedule(every("1h", "c"), "bob"))) {}

    World world_;
    model::RunId first_;
    model::RunId second_;
    model::RunId foreign_;
};

TEST_F(RunsService, ListsTheUsersRunsNewestFirst) {
    EXPECT_EQ(ids(world_.as("alice").runs({})), (std::vector<model::RunId>{second_, first_}));
}

TEST_F(RunsService, ListsTheRunsOfOneTask) {
    RunsRequest request;
    request.task = TaskRef{"a"};
    EXPECT_EQ(ids(world_.as("alice").runs(request)), std::vector<model::RunId>{first_});
}

TEST_F(RunsService, ListsForeignRunsForOperatorsAlone) {
    RunsRequest of_bob;
    of_bob.filter.user_id = "bob";
    RunsRequest of_task;
    of_task.task = TaskRef{std::to_string(world_.run(foreign_).task_id.value)};
    for (const RunsRequest& request : {of_bob, of_task}) {
        EXPECT_EQ(error_of(world_.as("alice").runs(request)).code, ErrorCode::kNotPermitted);
        EXPECT_EQ(ids(world_.as_operator_for("root").runs(request)),
                  std::vector<model::RunId>{foreign_});
    }
    EXPECT_EQ(error_of(world_.as("alice").run(foreign_)).code, ErrorCode::kNotPermitted);
    EXPECT_EQ(error_of(world_.as("alice").logs({foreign_, std::nullopt})).code,
              ErrorCode::kNotPermitted);
}

TEST_F(RunsService, RefusesALimitBelowOne) {
    RunsRequest request;
    request.filter.limit = 0;
    EXPECT_EQ(error_of(world_.as("alice").runs(request)).code, ErrorCode::kInvalid);
}

TEST_F(RunsService, GivesARunWithItsAttempts) {
    world_.start(first_);
    world_.finish(first_, model::RunState::kFailed);
    ASSERT_TRUE(world_.as("alice").retry(first_));
    world_.start(first_);
    const auto details = world_.as("alice").run(first_);
    ASSERT_TRUE(details) << details.error().message;
    EXPECT_EQ(details->run.attempt, 2);
    ASSERT_EQ(details->attempts.size(), 2U);
    EXPECT_EQ(details->attempts[0].number, 1);
}

TEST_F(RunsService, GivesTheOutputOfTheLastAttempt) {
    world_.start(first_);
    world_.finish(first_, model::RunState::kSucceeded);
    const auto logs = world_.as("alice").logs({first_, std::nullopt});
    ASSERT_TRUE(logs) << logs.error().message;
    EXPECT_EQ(logs->attempt, 1);
    EXPECT_EQ(logs->output.head, "hello\n");
}

TEST_F(RunsService, GivesNoOutputBeforeTheFirstAttempt) {
    const auto logs = world_.as("alice").logs({first_, std::nullopt});
    ASSERT_TRUE(logs) << logs.error().message;
    EXPECT_EQ(logs->attempt, 0);
    EXPECT_EQ(logs->output, model::Output{});
}

TEST_F(RunsService, TellsAMissingAttempt) {
    world_.start(first_);
    for (const int attempt : {0, -1, 2}) {
        const auto logs = world_.as("alice").logs({first_, attempt});
        EXPECT_EQ(error_of(logs).code, ErrorCode::kNotFound);
        EXPECT_THAT(error_of(logs).message, HasSubstr("it has had 1"));
    }
}

}  // namespace
}  // namespace tasksched::service
