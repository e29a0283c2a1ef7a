#include "common/service/conditions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::service {
namespace {

using testing::HasSubstr;

bool match(const std::vector<std::string>& texts) {
    model::Task task;
    task.user_id = "alice";
    task.name = "a=b";
    task.type = "command";
    model::CommandPayload payload;
    payload.argv = {"/bin/true"};
    payload.cwd = "/srv";
    const auto conditions = parse_conditions(texts);
    EXPECT_TRUE(conditions) << (conditions ? "" : conditions.error().message);
    return conditions && holds(*conditions, task, payload);
}

TEST(Condition, IsAFieldOfTheTaskAndItsValue) {
    EXPECT_TRUE(match({"type=command"}));
    EXPECT_TRUE(match({"state=active"}));
    EXPECT_TRUE(match({"user_id=alice"}));
    EXPECT_TRUE(match({"name=a=b"}));
    EXPECT_FALSE(match({"name=a"}));
}

TEST(Condition, IsAFieldOfThePayloadAndItsValue) {
    EXPECT_TRUE(match({"cwd=/srv"}));
    EXPECT_TRUE(match({"program=/bin/true"}));
    EXPECT_TRUE(match({"shell="}));
    EXPECT_FALSE(match({"cwd=/"}));
}

TEST(Condition, HoldsTogetherWithAllOthers) {
    EXPECT_TRUE(match({}));
    EXPECT_TRUE(match({"type=command", "cwd=/srv"}));
    EXPECT_FALSE(match({"type=command", "cwd=/"}));
}

TEST(Condition, NamesTheKnownKeysWhereItsKeyIsNot) {
    const auto conditions = parse_conditions({"colour=red"});
    ASSERT_FALSE(conditions);
    EXPECT_EQ(conditions.error().code, base::ErrorCode::kInvalid);
    EXPECT_THAT(conditions.error().message,
                HasSubstr("--where: unknown key 'colour'; the keys are type, state, name, user_id, "
                          "cwd, program, shell"));
}

TEST(Condition, NeedsAnEqualsSign) {
    const auto conditions = parse_conditions({"type"});
    ASSERT_FALSE(conditions);
    EXPECT_THAT(conditions.error().message, HasSubstr("'type': KEY=VALUE"));
}

}  // namespace
}  // namespace tasksched::service
