#include "common/model/plugin_payload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/model/payload.h"
#include "tests/unit/model/plugin_sample.h"
#include "tests/unit/model/resolving.h"

namespace tasksched::model {
namespace {

using testing::HasSubstr;

TaskSpec setting(std::vector<std::string> assignments) {
    TaskSpec spec;
    spec.in = "1m";
    spec.type = "slack";
    if (!assignments.empty()) {
        spec.type_options["set"] = std::move(assignments);
    }
    return spec;
}

TaskSpec change(std::vector<std::string> assignments) {
    TaskSpec spec = setting(std::move(assignments));
    spec.in.reset();
    spec.type.reset();
    return spec;
}

ResolveContext with_slack() {
    ResolveContext context = model::context();
    context.plugins = slack_alone();
    return context;
}

/// The fields of a new task, or why there is none.
std::string scheduled(std::vector<std::string> assignments) {
    const auto resolved = resolve_new(setting(std::move(assignments)), with_slack());
    return resolved ? to_json(resolved->payload) : refusal_of(resolved);
}

ResolvedTask stored_slack() {
    auto resolved =
        resolve_new(setting({"channel=ops", "text=hello", "urgent=true"}), with_slack());
    EXPECT_TRUE(resolved);
    std::get<PluginPayload>(resolved->payload).known_as = nullptr;  // as a store gives it back
    return *resolved;
}

std::string updated(std::vector<std::string> assignments,
                    const ResolveContext& context = with_slack()) {
    const ResolvedTask old = stored_slack();
    const auto resolved =
        resolve_update(change(std::move(assignments)), old.task, old.payload, context);
    return resolved ? to_json(resolved->payload) : refusal_of(resolved);
}

TEST(PluginPayload, HasItsFieldsInTheOrderOfTheManifestWithItsDefaults) {
    EXPECT_EQ(scheduled({"text=a=b", "channel=ops"}),
              R"({"channel":"ops","text":"a=b","count":3})");
    EXPECT_EQ(scheduled({"count=10", "urgent=yes", "text=x", "channel=c"}),
              R"({"channel":"c","text":"x","count":10,"urgent":true})");
}

TEST(PluginPayload, RefusesWithOneLineThatNamesTheField) {
    EXPECT_EQ(scheduled({"chanel=ops", "text=x"}),
              "--set: slack has no field 'chanel'; did you mean 'channel'?");
    EXPECT_EQ(scheduled({"zzzzzz=1"}),
              "--set: slack has no field 'zzzzzz'; it has channel, text, count, urgent, key");
    EXPECT_EQ(scheduled({"channel=ops"}),
              "slack needs its field 'text': give --set text=VALUE, a text");
    EXPECT_EQ(scheduled({}),
              "slack needs its field 'channel': give --set channel=VALUE, a text on one line");
    EXPECT_EQ(scheduled({"channel=ops", "text=x", "count=many"}),
              "--set count: 'many' is not a whole number from 1 to 10");
    EXPECT_EQ(scheduled({"channel"}), "--set: 'channel': FIELD=VALUE is expected");
    EXPECT_EQ(scheduled({"=x"}), "--set: '=x': FIELD=VALUE is expected");
    EXPECT_EQ(scheduled({"channel=a", "channel=b"}),
              "--set: the field 'channel' is given twice; once is right");
    EXPECT_THAT(scheduled({"channel=a", "text=" + std::string(kMaxPayloadBytes, 'x')}),
                HasSubstr("65536 are allowed"));
}

TEST(PluginPayload, TakesTheOptionsOfNoOtherType) {
    TaskSpec spec = setting({"channel=ops", "text=x"});
    spec.words = {"/bin/true"};
    EXPECT_EQ(refusal_of(resolve_new(spec, with_slack())),
              "words after --: a task of type slack runs no program of its own");
    TaskSpec command = every("1h");
    command.type_options["set"] = {"a=b"};
    EXPECT_EQ(refusal(command), "--set is not an option of type command");
}

TEST(PluginPayload, OfATypeThatIsNotThereNamesTheKnownOnes) {
    TaskSpec spec = setting({"a=b"});
    spec.type = "slak";
    const std::string refused = refusal_of(resolve_new(spec, with_slack()));
    EXPECT_THAT(refused, HasSubstr("type: 'slak' is not one of the known types: command, "));
    EXPECT_THAT(refused, HasSubstr(", slack; did you mean 'slack'?"));
}

TEST(PluginPayload, OfAPluginThatIsNotSoundSaysWhy) {
    ResolveContext context = with_slack();
    context.plugins.insert_or_assign(
        "slack", base::fail(base::ErrorCode::kInvalid, "/p/slack.toml:3: help: missing"));
    EXPECT_EQ(refusal_of(resolve_new(setting({"a=b"}), context)), "/p/slack.toml:3: help: missing");
}

TEST(PluginPayload, BringsThePoliciesOfItsManifest) {
    PluginManifest manifest = slack_manifest();
    manifest.policies.timeout = std::chrono::seconds(30);
    manifest.policies.on_crash = OnCrash::kRetry;
    ResolveContext context = with_slack();
    context.plugins.insert_or_assign("slack", plugin_type(manifest));
    TaskSpec spec = setting({"channel=ops", "text=x"});
    spec.on_crash = "fail";
    const auto resolved = resolve_new(spec, context);
    ASSERT_TRUE(resolved);
    EXPECT_EQ(resolved->task.type, "slack");
    EXPECT_EQ(resolved->task.policies.timeout, std::chrono::seconds(30));
    EXPECT_EQ(resolved->task.policies.retries, 5);
    EXPECT_EQ(resolved->task.policies.on_crash, OnCrash::kFail) << "the task's own word";
}

TEST(PluginPayload, KeepsInAnUpdateWhatIsNotGiven) {
    EXPECT_EQ(updated({"text=bye"}), R"({"channel":"ops","text":"bye","count":3,"urgent":true})");
    EXPECT_EQ(updated({"urgent=", "count=7"}), R"({"channel":"ops","text":"hello","count":7})");
    EXPECT_EQ(updated({"count="}), R"({"channel":"ops","text":"hello","count":3,"urgent":true})");
    EXPECT_EQ(updated({"text="}), "slack needs its field 'text': give --set text=VALUE, a text");
}

TEST(PluginPayload, OfAPluginThatIsGoneCanStillBeRescheduled) {
    const ResolvedTask old = stored_slack();
    TaskSpec later = change({});
    later.in = "2h";
    const auto resolved = resolve_update(later, old.task, old.payload, model::context());
    ASSERT_TRUE(resolved) << resolved.error().message;
    EXPECT_EQ(resolved->payload, old.payload);
    EXPECT_THAT(updated({"text=x"}, model::context()),
                HasSubstr("there is no plugin of the name 'slack' here any more"));
}

TEST(PluginPayload, NeedsThePluginsOnlyWhereSomethingOfThemIsGiven) {
    EXPECT_TRUE(needs_plugins(setting({}), "slack"));
    EXPECT_TRUE(needs_plugins(change({"a=b"}), "slack"));
    EXPECT_FALSE(needs_plugins(change({}), "slack"));
    EXPECT_FALSE(needs_plugins(every("1h"), "command"));
}

TEST(PluginPayload, IsShownWithoutItsManifest) {
    const Payload payload = stored_slack().payload;
    EXPECT_EQ(summary(payload), "channel=ops text=hello count=3 urgent=true");
    EXPECT_EQ(field(payload, "count"), "3");
    EXPECT_EQ(field(payload, "colour"), std::nullopt);
    EXPECT_EQ(type_name(payload), "slack");
    EXPECT_EQ(&type_of(payload), &PluginPayload::kType);
    PluginPayload lines{"slack", {{"text", std::string("a\nb c")}}, nullptr};
    EXPECT_EQ(summary(lines), R"('text=a\x0Ab c')");
}

TEST(PluginPayload, IsReadAnewByTheManifestOfNow) {
    const auto payload = std::get<PluginPayload>(stored_slack().payload);
    PluginManifest manifest = slack_manifest();
    manifest.fields.push_back(plugin_field("icon", FieldKind::kLine));
    manifest.fields.back().default_value = std::string("bell");
    std::swap(manifest.fields[0], manifest.fields[1]);
    const auto now = as_known_now(payload, plugin_type(manifest));
    ASSERT_TRUE(now) << now.error().message;
    EXPECT_EQ(to_json(*now),
              R"({"text":"hello","channel":"ops","count":3,"urgent":true,"icon":"bell"})");
}

TEST(PluginPayload, ThatTheManifestOfNowDoesNotAllowSaysWhichField) {
    const auto payload = std::get<PluginPayload>(stored_slack().payload);
    const auto refused = [&](const std::function<void(PluginManifest&)>& change) {
        PluginManifest manifest = slack_manifest();
        change(manifest);
        const auto now = as_known_now(payload, plugin_type(manifest));
        return now ? "accepted" : now.error().message;
    };
    EXPECT_EQ(refused([](PluginManifest&) {}), "accepted");
    EXPECT_EQ(refused([](PluginManifest& m) { m.fields.erase(m.fields.begin() + 3); }),
              "slack has no field 'urgent'; it has channel, text, count, key");
    EXPECT_EQ(refused([](PluginManifest& m) { m.fields[2].max = std::int64_t{2}; }),
              "the field 'count' of slack: '3' is not a whole number from 1 to 2");
    EXPECT_EQ(refused([](PluginManifest& m) { m.fields[4].required = true; }),
              "slack needs its field 'key': give --set key=VALUE, the name of a secret, as its "
              "file in the directory of secrets has it");
}

TEST(PluginPayload, IsEqualWhateverIsKnownOfItsType) {
    PluginPayload one{"slack", {{"a", std::int64_t{1}}}, nullptr};
    PluginPayload same = one;
    same.known_as = plugin_type(slack_manifest());
    EXPECT_EQ(one, same);
    same.fields[0].second = 1.0;
    EXPECT_FALSE(one == same);
}

}  // namespace
}  // namespace tasksched::model
