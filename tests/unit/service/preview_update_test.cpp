#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;
using model::TaskSpec;
using testing::HasSubstr;

struct Seen {
    model::Task before;
    model::Task after;
};

/// Looks at the update, makes it, and holds what was seen against what came of it.
base::Result<std::vector<Seen>> looked_at(World& world, const UpdateRequest& request) {
    std::vector<Seen> seen;
    const auto viewed = world.as("alice").preview_update(
        request, [&](const model::Task& before, const model::Task& after) {
            seen.push_back({before, after});
        });
    for (const Seen& one : seen) {
        EXPECT_EQ(world.task(one.before.id).version, one.before.version) << "nothing is stored";
    }
    const auto done = world.as("alice").update(request);
    if (!viewed || !done) {
        EXPECT_EQ(error_of(viewed), error_of(done));
        return tl::unexpected(error_of(viewed));
    }
    EXPECT_EQ(viewed->updated, done->updated);
    EXPECT_EQ(viewed->remarks, done->remarks);
    for (const Seen& one : seen) {
        const model::Task made = world.task(one.after.id);
        EXPECT_TRUE(same_definition(one.after, made));
        EXPECT_EQ(one.after.next_run_at, made.next_run_at);
        EXPECT_EQ(one.after.version, made.version);
    }
    return seen;
}

TEST(PreviewUpdate, ShowsATaskBeforeAndAfter) {
    World world;
    world.schedule(every("1h", "backup"));
    const auto seen = looked_at(world, named({{"backup"}}, option(&TaskSpec::every, "2h")));
    ASSERT_TRUE(seen);
    ASSERT_EQ(seen->size(), 1U);
    EXPECT_EQ(seen->at(0).before.next_run_at, at("2026-11-24T13:00:00Z"));
    EXPECT_EQ(seen->at(0).after.next_run_at, at("2026-11-24T14:00:00Z"));
}

TEST(PreviewUpdate, DrawsWhatTheUpdateDraws) {
    World world;
    world.schedule(every("1h", "backup"));
    EXPECT_TRUE(looked_at(world, named({{"backup"}}, option(&TaskSpec::cron, "~ ~ * * *"))));
    EXPECT_TRUE(looked_at(world, named({{"backup"}}, option(&TaskSpec::cron, "~ ~ * * *"))));
}

TEST(PreviewUpdate, DrawsAnewForEachChange) {
    World world;
    const model::TaskId id = world.schedule(every("1h", "backup"));
    const auto request = named({{"backup"}}, option(&TaskSpec::cron, "~ ~ * * *"));
    ASSERT_TRUE(world.as("alice").update(request));
    const auto first = world.task(id).next_run_at;
    ASSERT_TRUE(world.as("alice").update(request));
    EXPECT_NE(world.task(id).next_run_at, first);
}

TEST(PreviewUpdate, ShowsAllTasksThatHaveTheValue) {
    World world;
    world.schedule(every("1h", "a"));
    world.schedule(every("1h", "b"));
    UpdateRequest request;
    request.all = true;
    request.where = {"name=b"};
    request.changes = option(&TaskSpec::every, "2h");
    const auto seen = looked_at(world, request);
    ASSERT_TRUE(seen);
    ASSERT_EQ(seen->size(), 1U);
    EXPECT_EQ(seen->at(0).before.name, "b");
}

TEST(PreviewUpdate, FailsWhereTheUpdateFails) {
    World world;
    world.schedule(every("1h", "a"));
    world.schedule(every("1h", "b"));
    for (const UpdateRequest& request :
         {named({{"a"}}, option(&TaskSpec::name, "b")), named({{"nobody"}}, every("2h")),
          named({{"a"}}, TaskSpec{}), named({}, every("2h")),
          named({{"a"}, {"b"}}, option(&TaskSpec::every, "never"))}) {
        EXPECT_FALSE(looked_at(world, request));
    }
}

TEST(PreviewUpdate, LetsATaskKeepItsName) {
    World world;
    world.schedule(every("1h", "a"));
    EXPECT_TRUE(looked_at(world, named({{"a"}}, option(&TaskSpec::name, "a"))));
}

TEST(PreviewUpdate, IsClosedToThoseWhoActForOthers) {
    World world;
    const auto viewed = world.impostor("mallory", "alice")
                            .preview_update(named({{"a"}}, every("2h")),
                                            [](const model::Task&, const model::Task&) {});
    EXPECT_EQ(error_of(viewed).code, ErrorCode::kNotPermitted);
}

}  // namespace
}  // namespace tasksched::service
