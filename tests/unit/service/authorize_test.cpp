#include "common/service/authorize.h"

#include <gtest/gtest.h>

#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;

TEST(Authorization, LetsEverybodyActForThemselves) {
    const Principal alice{"alice", false};
    const std::string user = "alice";
    EXPECT_TRUE(authorize(Caller{alice, user}));
}

TEST(Authorization, LetsOperatorsAloneActForOthers) {
    const std::string user = "bob";
    const Principal alice{"alice", false};
    const Principal root{"root", true};
    EXPECT_EQ(authorize(Caller{alice, user}).error().code, ErrorCode::kNotPermitted);
    EXPECT_TRUE(authorize(Caller{root, user}));
}

TEST(Authorization, NamesTheOneWhoAsksAsAuthor) {
    const Principal root{"root", true};
    const std::string user = "bob";
    const time::Instant now{std::chrono::microseconds(5)};
    const store::Author made = author(Caller{root, user}, "cancel", now);
    EXPECT_EQ(made.user_id, "root");
    EXPECT_EQ(made.operation, "cancel");
    EXPECT_EQ(made.at, now);
}

TEST(TaskReference, IsAnIdWhereItIsAllDigits) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "a"));
    EXPECT_TRUE(world.as("alice").show({std::to_string(id.value)}));
    EXPECT_TRUE(world.as("alice").show({"0" + std::to_string(id.value)}));
}

TEST(TaskReference, IsNotFoundWhereItIsBeyondAllIds) {
    World world;
    EXPECT_EQ(error_of(world.as("alice").show({"99999999999999999999"})).code,
              ErrorCode::kNotFound);
}

TEST(TaskReference, IsANameOfTheUsersOwnTasks) {
    World world;
    world.schedule(every("1h", "a"), "bob");
    EXPECT_EQ(error_of(world.as("alice").show({"a"})).code, ErrorCode::kNotFound);
    EXPECT_TRUE(world.as_operator_for("bob").show({"a"}));
}

TEST(TaskReference, IsNotFoundWhereItIsEmptyOrHostile) {
    World world;
    for (const char* text : {"", "' OR 1=1 --", "-1", "1 2"}) {
        EXPECT_EQ(error_of(world.as("alice").show({text})).code, ErrorCode::kNotFound) << text;
    }
}

}  // namespace
}  // namespace tasksched::service
