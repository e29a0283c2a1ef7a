#include "common/service/preview.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;
using model::TaskSpec;
using testing::HasSubstr;

/// The outcomes of a spec that is scheduled and of one that is looked at, which must be the same;
/// the latter.
base::Result<SchedulePreview> looked_at(World& world, const TaskSpec& spec,
                                        OnSameName same_name = OnSameName::kRefuse) {
    const std::size_t before = world.task_count();
    auto preview = world.preview("alice").schedule(spec, same_name);
    EXPECT_EQ(world.task_count(), before) << "nothing is stored";
    const auto done = world.as("alice").schedule({{spec}, same_name == OnSameName::kReplace});
    EXPECT_EQ(preview.has_value(), done.has_value());
    if (done && preview) {
        const model::Task made = world.task(done->ids.at(0));
        EXPECT_TRUE(same_definition(preview->task, made));
        EXPECT_EQ(preview->task.next_run_at, made.next_run_at);
        EXPECT_EQ(preview->task.version, made.version);
        EXPECT_EQ(preview->remarks, done->remarks);
    } else if (!done && !preview) {
        EXPECT_EQ(preview.error(), done.error());
    }
    return preview;
}

TEST(Preview, IsTheTaskThatScheduleStores) {
    World world;
    const auto preview = looked_at(world, every("1h", "backup"));
    ASSERT_TRUE(preview) << preview.error().message;
    EXPECT_EQ(preview->task.id, model::TaskId{0});
    EXPECT_EQ(preview->task.user_id, "alice");
    EXPECT_EQ(preview->task.next_run_at, at("2026-11-24T13:00:00Z"));
    EXPECT_EQ(summary(preview->payload), "/bin/true");
}

TEST(Preview, DrawsWhatScheduleDrawsForANamedTask) {
    World world;
    EXPECT_TRUE(looked_at(world, command(&TaskSpec::cron, "~ ~ * * *", "backup")));
}

TEST(Preview, RefusesWhatScheduleRefuses) {
    World world;
    world.schedule(every("1h", "taken"));
    TaskSpec zone = every("1h");
    zone.tz = "Mars/Olympus";
    TaskSpec type = every("1h");
    type.type = "sculpture";
    for (const TaskSpec& spec :
         {every("1h", "taken"), every("never"), zone, type, TaskSpec{}, every("1h", "12"),
          command(&TaskSpec::cron, "0 0 30 2 *"), command(&TaskSpec::at, "2020-01-01 00:00")}) {
        EXPECT_FALSE(looked_at(world, spec));
    }
    EXPECT_FALSE(looked_at(world, every("1h"), OnSameName::kReplace)) << "it has no name";
    EXPECT_EQ(error_of(world.preview("alice").schedule(zone, OnSameName::kRefuse)).code,
              ErrorCode::kInvalid);
}

TEST(Preview, PassesRemarksOn) {
    World world;
    TaskSpec spec = command(&TaskSpec::at, "2027-10-31 02:30");
    spec.tz = "Europe/Paris";
    const auto preview = looked_at(world, spec);
    ASSERT_TRUE(preview);
    EXPECT_EQ(preview->remarks.size(), 1U);
}

TEST(Preview, IsTheTaskAsItWouldBeReplaced) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "backup"));
    const auto preview = looked_at(world, every("2h", "backup"), OnSameName::kReplace);
    ASSERT_TRUE(preview) << preview.error().message;
    EXPECT_EQ(preview->task.id, id);
    EXPECT_EQ(preview->task.version, 2);
    EXPECT_EQ(preview->task.next_run_at, at("2026-11-24T14:00:00Z"));
}

TEST(Preview, IsTheTaskAsItStandsWhereReplacingItChangesNothing) {
    World world;
    world.schedule(every("1h", "backup"));
    world.clock.advance(std::chrono::minutes(1));
    const auto preview = looked_at(world, every("1h", "backup"), OnSameName::kReplace);
    ASSERT_TRUE(preview) << preview.error().message;
    EXPECT_EQ(preview->task.version, 1);
}

TEST(Preview, ReplacesThePayloadAlone) {
    World world;
    world.schedule(every("1h", "backup"));
    TaskSpec spec = every("1h", "backup");
    spec.words = {"/bin/false"};
    const auto preview = looked_at(world, spec, OnSameName::kReplace);
    ASSERT_TRUE(preview);
    EXPECT_EQ(summary(preview->payload), "/bin/false");
}

TEST(Preview, NeedsNoStore) {
    World world;
    Preview preview = world.preview_without_store("alice", "alice");
    EXPECT_TRUE(preview.schedule(every("1h", "backup"), OnSameName::kRefuse));
    EXPECT_TRUE(preview.schedule(every("1h", "backup"), OnSameName::kReplace));
}

TEST(Preview, IsClosedToThoseWhoActForOthers) {
    World world;
    Preview preview = world.preview_without_store("mallory", "alice");
    EXPECT_EQ(error_of(preview.schedule(every("1h"), OnSameName::kRefuse)).code,
              ErrorCode::kNotPermitted);
    EXPECT_EQ(
        error_of(preview.schedule_stream([] { return std::nullopt; }, OnSameName::kRefuse)).code,
        ErrorCode::kNotPermitted);
}

/// Gives out the specs one by one.
SpecSource source(std::vector<TaskSpec> specs) {
    return [specs = std::move(specs), next = std::size_t{0}]() mutable {
        return base::Result<std::optional<TaskSpec>>(
            next < specs.size() ? std::optional(specs[next++]) : std::nullopt);
    };
}

TEST(PreviewStream, CountsTheLines) {
    World world;
    const auto batch = world.preview("alice").schedule_stream(
        source({every("1h"), every("2h", "a"), every("3h", "b")}), OnSameName::kRefuse);
    ASSERT_TRUE(batch) << batch.error().message;
    EXPECT_EQ(batch->tasks, 3);
    EXPECT_EQ(world.task_count(), 0U);
}

TEST(PreviewStream, NumbersTheLineThatIsWrong) {
    World world;
    world.schedule(every("1h", "taken"));
    for (const char* name : {"taken", "twice"}) {
        const std::vector<TaskSpec> specs{every("1h", "twice"), every("2h"), every("3h", name)};
        const auto checked =
            world.preview("alice").schedule_stream(source(specs), OnSameName::kRefuse);
        EXPECT_EQ(error_of(checked).code, ErrorCode::kInvalid);
        EXPECT_THAT(error_of(checked).message,
                    HasSubstr(std::string("line 3: name '") + name + "': "));
    }
}

TEST(PreviewStream, ReplacesAnEarlierLine) {
    World world;
    const auto batch = world.preview("alice").schedule_stream(
        source({every("1h", "a"), every("2h", "a")}), OnSameName::kReplace);
    ASSERT_TRUE(batch) << batch.error().message;
    EXPECT_EQ(batch->tasks, 2);
}

}  // namespace
}  // namespace tasksched::service
