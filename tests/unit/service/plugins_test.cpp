#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/model/plugin_sample.h"
#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using testing::HasSubstr;

model::TaskSpec message(const std::string& channel) {
    model::TaskSpec spec;
    spec.every = "1h";
    spec.type = "slack";
    spec.type_options["set"] = {"channel=" + channel, "text=hello"};
    return spec;
}

/// Two messages and a command.
class PluginTasks : public testing::Test {
  protected:
    PluginTasks() {
        world_.plugins = model::slack_alone();
        ops_ = world_.schedule(message("ops"));
        dev_ = world_.schedule(message("dev"));
        world_.schedule(every("1h"));
    }

    std::string field_of(model::TaskId id, std::string_view name) {
        const auto details = world_.as("alice").show({std::to_string(id.value)});
        return details ? model::field(details->payload, name).value_or("(none)")
                       : details.error().message;
    }

    World world_;
    model::TaskId ops_;
    model::TaskId dev_;
};

TEST_F(PluginTasks, AreStoredWithTheirFields) {
    EXPECT_EQ(world_.task(ops_).type, "slack");
    EXPECT_EQ(world_.task(ops_).policies.retries, 5);
    EXPECT_EQ(field_of(ops_, "channel"), "ops");
    EXPECT_EQ(field_of(ops_, "count"), "3");
}

TEST_F(PluginTasks, AreChangedInBulkByAFieldOfTheirType) {
    UpdateRequest request;
    request.all = true;
    request.type = "slack";
    request.where = {"channel=ops"};
    request.changes.type_options["set"] = {"channel=all"};
    const auto updated = world_.as("alice").update(request);
    ASSERT_TRUE(updated) << updated.error().message;
    EXPECT_EQ(updated->updated, 1);
    EXPECT_EQ(field_of(ops_, "channel"), "all");
    EXPECT_EQ(field_of(ops_, "text"), "hello");
    EXPECT_EQ(field_of(dev_, "channel"), "dev");
    request.where = {"colour=red"};
    EXPECT_THAT(error_of(world_.as("alice").update(request)).message,
                HasSubstr(", channel, text, count, urgent, key"));
    request.type = "slak";
    EXPECT_THAT(error_of(world_.as("alice").update(request)).message,
                HasSubstr("did you mean 'slack'?"));
}

TEST_F(PluginTasks, OfAPluginThatIsGoneAreStillShownAndRescheduled) {
    world_.plugins.clear();
    EXPECT_EQ(field_of(ops_, "channel"), "ops");
    UpdateRequest later;
    later.tasks = {TaskRef{std::to_string(ops_.value)}};
    later.changes.every = "2h";
    EXPECT_TRUE(world_.as("alice").update(later));
    later.changes.type_options["set"] = {"channel=all"};
    EXPECT_THAT(error_of(world_.as("alice").update(later)).message,
                HasSubstr("there is no plugin of the name 'slack' here any more"));
}

TEST_F(PluginTasks, AskForNoPluginsWhereATypeIsTaskschedsOwn) {
    world_.plugins.emplace("bad", base::fail(base::ErrorCode::kInvalid, "broken"));
    EXPECT_TRUE(world_.as("alice").schedule({.specs = {every("1h")}, .replace = false}));
    EXPECT_TRUE(world_.as("alice").schedule({.specs = {message("x")}, .replace = false}))
        << "one that is broken is in no other's way";
    model::TaskSpec bad = message("x");
    bad.type = "bad";
    EXPECT_EQ(error_of(world_.as("alice").schedule({.specs = {bad}, .replace = false})).message,
              "broken");
}

}  // namespace
}  // namespace tasksched::service
