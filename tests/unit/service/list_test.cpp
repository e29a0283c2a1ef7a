#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;

std::vector<std::string> names(const base::Result<std::vector<model::Task>>& tasks) {
    std::vector<std::string> names;
    if (!tasks) {
        ADD_FAILURE() << tasks.error().message;
        return names;
    }
    for (const model::Task& task : *tasks) {
        names.push_back(task.name);
    }
    return names;
}

ListRequest of_user(const char* user) {
    ListRequest request;
    request.filter.user_id = user;
    return request;
}

class ListService : public testing::Test {
  protected:
    ListService() {
        world_.schedule(every("1h", "a"));
        world_.schedule(every("1h", "b"));
        world_.schedule(every("1h", "c"), "bob");
    }

    World world_;
};

TEST_F(ListService, ShowsTheTasksOfTheUserThatIsMeant) {
    EXPECT_EQ(names(world_.as("alice").list({})), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(names(world_.as_operator_for("bob").list({})), std::vector<std::string>{"c"});
}

TEST_F(ListService, KeepsTheOtherRestrictionsOfItsFilter) {
    ListRequest request;
    request.filter.limit = 1;
    EXPECT_EQ(names(world_.as("alice").list(request)), std::vector<std::string>{"a"});
}

TEST_F(ListService, ShowsAnotherUsersTasksToOperatorsAlone) {
    EXPECT_EQ(error_of(world_.as("alice").list(of_user("bob"))).code, ErrorCode::kNotPermitted);
    EXPECT_EQ(error_of(world_.impostor("alice", "bob").list({})).code, ErrorCode::kNotPermitted);
    EXPECT_EQ(names(world_.as_operator_for("alice").list(of_user("bob"))),
              std::vector<std::string>{"c"});
}

TEST_F(ListService, RefusesALimitBelowOne) {
    ListRequest request;
    request.filter.limit = 0;
    EXPECT_EQ(error_of(world_.as("alice").list(request)).code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace tasksched::service
