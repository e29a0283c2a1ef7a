#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;
using model::TaskSpec;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

/// Gives out specs and, in the end, what `last` is.
class Source {
  public:
    explicit Source(std::vector<TaskSpec> specs) : specs_(std::move(specs)) {}

    base::Result<std::optional<TaskSpec>> operator()() {
        if (next_ < specs_.size()) {
            return specs_[next_++];
        }
        if (!problem.empty()) {
            return base::fail(ErrorCode::kInvalid, "{}", problem);
        }
        return std::nullopt;
    }

    std::string problem;

  private:
    std::vector<TaskSpec> specs_;
    std::size_t next_ = 0;
};

TEST(ScheduleService, StoresATaskForTheUserThatIsMeant) {
    World world;
    const auto response = world.as_operator_for("bob").schedule({{every("1h", "backup")}, false});
    ASSERT_TRUE(response) << response.error().message;
    ASSERT_EQ(response->ids.size(), 1U);
    const model::Task task = world.task(response->ids[0]);
    EXPECT_EQ(task.user_id, "bob");
    EXPECT_EQ(task.name, "backup");
    EXPECT_EQ(task.state, model::TaskState::kActive);
    EXPECT_EQ(task.next_run_at, at("2026-11-24T13:00:00Z"));
}

TEST(ScheduleService, ReturnsTheIdsInOrder) {
    World world;
    const auto response =
        world.as("alice").schedule({{every("1h", "a"), every("2h", "b"), every("3h", "c")}, false});
    ASSERT_TRUE(response);
    ASSERT_EQ(response->ids.size(), 3U);
    EXPECT_EQ(world.task(response->ids[0]).name, "a");
    EXPECT_EQ(world.task(response->ids[2]).name, "c");
}

TEST(ScheduleService, StoresAllOrNone) {
    World world;
    const auto response =
        world.as("alice").schedule({{every("1h"), every("1h"), every("never")}, false});
    EXPECT_EQ(error_of(response).code, ErrorCode::kInvalid);
    EXPECT_THAT(error_of(response).message, StartsWith("line 3: --every: "));
    EXPECT_EQ(world.task_count(), 0U);
}

TEST(ScheduleService, DoesNotNumberTheOnlySpec) {
    World world;
    EXPECT_THAT(error_of(world.as("alice").schedule({{every("never")}, false})).message,
                StartsWith("--every: "));
}

TEST(ScheduleService, RefusesNothing) {
    World world;
    EXPECT_EQ(error_of(world.as("alice").schedule({})).code, ErrorCode::kInvalid);
}

TEST(ScheduleService, RefusesANameThatIsTaken) {
    World world;
    world.schedule(every("1h", "backup"));
    const auto second = world.as("alice").schedule({{every("1h", "backup")}, false});
    EXPECT_EQ(error_of(second).code, ErrorCode::kInvalid);
    EXPECT_THAT(error_of(second).message, HasSubstr("'backup'"));
    EXPECT_EQ(world.task_count(), 1U);
    EXPECT_TRUE(world.as("bob").schedule({{every("1h", "backup")}, false}))
        << "another user's names are another matter";
}

TEST(ScheduleService, PassesRemarksOnOnce) {
    World world;
    TaskSpec spec = command(&TaskSpec::at, "2027-10-31 02:30");
    spec.tz = "Europe/Paris";
    const auto response = world.as("alice").schedule({{spec, spec}, false});
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->remarks.size(), 1U);
}

TEST(ScheduleService, IsClosedToThoseWhoActForOthers) {
    World world;
    EXPECT_EQ(error_of(world.impostor("mallory", "alice").schedule({{every("1h")}, false})).code,
              ErrorCode::kNotPermitted);
    EXPECT_EQ(world.task_count(), 0U);
}

TEST(ReplaceService, MakesATaskWhereThereIsNone) {
    World world;
    const auto response = world.as("alice").schedule({{every("1h", "backup")}, true});
    ASSERT_TRUE(response);
    EXPECT_EQ(world.task(response->ids.at(0)).name, "backup");
}

TEST(ReplaceService, UpdatesTheTaskOfTheName) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "backup"));
    const auto response = world.as("alice").schedule({{every("2h", "backup")}, true});
    ASSERT_TRUE(response);
    EXPECT_THAT(response->ids, ElementsAre(id));
    EXPECT_EQ(world.task(id).version, 2);
    EXPECT_EQ(world.task(id).next_run_at, at("2026-11-24T14:00:00Z"));
    EXPECT_EQ(world.task_count(), 1U);
}

TEST(ReplaceService, ChangesNothingWhereNothingChanges) {
    World world;
    for (const TaskSpec& spec : {every("1h", "a"), command(&TaskSpec::cron, "~ 3 * * *", "b")}) {
        const model::TaskId id = world.schedule(spec);
        const auto next = world.task(id).next_run_at;
        world.clock.advance(minutes(1));
        const auto response = world.as("alice").schedule({{spec}, true});
        ASSERT_TRUE(response);
        EXPECT_THAT(response->ids, ElementsAre(id));
        EXPECT_EQ(world.task(id).version, 1);
        EXPECT_EQ(world.task(id).next_run_at, next);
    }
}

TEST(ReplaceService, ChangesThePayloadAlone) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "backup"));
    TaskSpec spec = every("1h", "backup");
    spec.words = {"/bin/false"};
    ASSERT_TRUE(world.as("alice").schedule({{spec}, true}));
    EXPECT_EQ(world.task(id).version, 2);
    EXPECT_EQ(summary(world.as("alice").show({"backup"}).value().payload), "/bin/false");
}

TEST(ReplaceService, LeavesACancelledTaskAlone) {
    World world;
    const model::TaskId old = world.schedule(every("1h", "backup"));
    ASSERT_TRUE(world.as("alice").transition({Transition::kCancel, {{"backup"}}, false}));
    const auto response = world.as("alice").schedule({{every("1h", "backup")}, true});
    ASSERT_TRUE(response);
    EXPECT_NE(response->ids.at(0), old);
}

TEST(ReplaceService, NeedsAName) {
    World world;
    const auto response = world.as("alice").schedule({{every("1h")}, true});
    EXPECT_EQ(error_of(response).code, ErrorCode::kInvalid);
    EXPECT_THAT(error_of(response).message, HasSubstr("--name"));
}

TEST(ScheduleStream, StoresWhatTheSourceGives) {
    World world;
    Source source({every("1h"), every("2h")});
    const auto response = world.as("alice").schedule_stream(std::ref(source), OnSameName::kRefuse);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->ids.size(), 2U);
    EXPECT_EQ(world.task_count(), 2U);
}

TEST(ScheduleStream, TakesAnEmptySource) {
    World world;
    Source source({});
    const auto response = world.as("alice").schedule_stream(std::ref(source), OnSameName::kRefuse);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_TRUE(response->ids.empty());
}

TEST(ScheduleStream, NumbersTheSpecThatIsWrongAndStoresNothing) {
    World world;
    Source source({every("1h"), every("2h"), command(&TaskSpec::at, "2020-01-01 00:00")});
    const auto response = world.as("alice").schedule_stream(std::ref(source), OnSameName::kRefuse);
    EXPECT_EQ(error_of(response).code, ErrorCode::kInvalid);
    EXPECT_THAT(error_of(response).message, StartsWith("line 3: --at: "));
    EXPECT_EQ(world.task_count(), 0U);
}

TEST(ScheduleStream, NumbersTheErrorOfItsSource) {
    World world;
    Source source({every("1h")});
    source.problem = "not valid JSON";
    const auto response = world.as("alice").schedule_stream(std::ref(source), OnSameName::kRefuse);
    EXPECT_EQ(error_of(response).message, "line 2: not valid JSON");
    EXPECT_EQ(world.task_count(), 0U);
}

TEST(ScheduleStream, NumbersANameThatIsUsedTwice) {
    World world;
    Source source({every("1h", "a"), every("1h", "a")});
    const auto response = world.as("alice").schedule_stream(std::ref(source), OnSameName::kRefuse);
    EXPECT_THAT(error_of(response).message, StartsWith("line 2: "));
    EXPECT_EQ(world.task_count(), 0U);
}

}  // namespace
}  // namespace tasksched::service
