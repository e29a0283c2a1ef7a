#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;
using testing::HasSubstr;

TEST(WhyService, AnswersForTheNewestTimeThatHasCome) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "a"));
    const time::Second first = *world.task(id).next_run_at;
    EXPECT_EQ(world.as("alice").why({{"a"}, std::nullopt}).value().answer, "it is yet to come");
    world.clock.advance(std::chrono::hours(1));
    EXPECT_THAT(world.as("alice").why({{"a"}, std::nullopt}).value().answer,
                HasSubstr("no daemon has taken it"));
    const model::RunId run = world.claim(id);
    world.start(run);
    const auto response = world.as("alice").why({{"a"}, std::nullopt});
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->at, first);
    EXPECT_EQ(response->run.value().id, run);
    EXPECT_THAT(response->answer, HasSubstr("is under way"));
}

TEST(WhyService, AnswersForATimeThatIsNamed) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "a"));
    const time::Second first = *world.task(id).next_run_at;
    const auto beside = world.as("alice").why({{"a"}, first + std::chrono::seconds(1)});
    ASSERT_TRUE(beside) << beside.error().message;
    EXPECT_THAT(beside->answer, HasSubstr("none of the task's times"));
    EXPECT_FALSE(beside->run);
}

TEST(WhyService, TellsOfACalendarThatIsMissing) {
    World world;
    world.calendars.add("holidays", schedule::DaySet(std::vector<schedule::Day>()));
    model::TaskSpec spec = every("1h", "a");
    spec.except = {"holidays"};
    world.schedule(spec);
    world.calendars = {};
    EXPECT_THAT(world.as("alice").why({{"a"}, std::nullopt}).value().answer,
                HasSubstr("lacks a calendar of the task (except holidays)"));
}

TEST(WhyService, IsClosedToOthers) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "a"));
    EXPECT_EQ(error_of(world.as("bob").why({{std::to_string(id.value)}, std::nullopt})).code,
              ErrorCode::kNotPermitted);
    EXPECT_EQ(error_of(world.as("alice").why({{"b"}, std::nullopt})).code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace tasksched::service
