// What goes over the daemon's socket: a service that is asked by words answers as it does when it
// is asked itself.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "common/service/wire/remote_service.h"
#include "common/service/wire/run_request_fields.h"
#include "tests/unit/service/world.h"

namespace tasksched::service {
namespace {

using base::ErrorCode;
using std::chrono::hours;
using testing::HasSubstr;
using wire::Json;

/// Who is served at the other end of the wire.
using Server = std::function<base::Result<std::string>(std::string, wire::Effect)>;

Server serve(World& world, const std::string& principal) {
    return [&world, principal](std::string words, wire::Effect) -> base::Result<std::string> {
        const auto call = wire::decode_call(std::move(words));
        if (!call) {
            return tl::unexpected(call.error());
        }
        Service service = world.impostor(principal, call->acting_for.value_or(principal));
        return call->carry_out(service);
    };
}

/// The same value, or the same error.
template <typename T>
std::string text_of(const base::Result<T>& result) {
    return result ? wire::encode(*result).dump(2, ' ', true) : result.error().message;
}

class Wire : public testing::Test {
  protected:
    RemoteService remote(const std::string& principal = "alice",
                         const std::optional<std::string>& acting_for = std::nullopt) {
        return RemoteService(serve(world_, principal), acting_for, "UTC");
    }

    World world_;
};

TEST_F(Wire, ShowsTasksOfEachTypeAsTheyAre) {
    const auto give = [](const char* type, model::GivenOptions options) {
        model::TaskSpec spec = in("1h");
        spec.type = type;
        spec.words.clear();
        spec.type_options = std::move(options);
        return spec;
    };
    model::TaskSpec command = in("1h", "nightly");
    command.env = {"A=1", "B=\xc3\xbc"};
    command.cwd = "/tmp";
    command.standard_input = "some\ttext\n";
    command.retry_on = "75,80-90";
    command.memory = "unlimited";
    model::TaskSpec report = give("report", {{"to", {"a@example.org"}}, {"format", {"csv"}}});
    report.words = {"/bin/date"};
    const std::vector<model::TaskSpec> specs{
        command, report,
        give("email", {{"to", {"a@example.org", "b@example.org"}}, {"message", {"Hello\nyou"}}}),
        give("payment", {{"from", {"acct_1"}},
                         {"currency", {"EUR"}},
                         {"transfer", {"acct_2=12.50", "acct_3=1.00"}}}),
        give("http", {{"method", {"POST"}},
                      {"url", {"https://example.org/"}},
                      {"header", {"A: b"}},
                      {"expect", {"200-299,404"}}})};
    for (const model::TaskSpec& spec : specs) {
        const std::string id = std::to_string(world_.schedule(spec).value);
        const auto shown = remote().show({id});
        ASSERT_TRUE(shown) << shown.error().message;
        EXPECT_EQ(text_of(shown), text_of(world_.as("alice").show({id})));
        EXPECT_EQ(shown->payload, world_.as("alice").show({id})->payload);
        EXPECT_EQ(shown->task.policies, world_.as("alice").show({id})->task.policies);
    }
}

TEST_F(Wire, ShowsEachKindOfScheduleAsItIs) {
    model::TaskSpec cron = command(&model::TaskSpec::cron, "*/5 9-17 * * mon#2");
    cron.tz = "Europe/Paris";
    cron.until = "2030-01-01";
    model::TaskSpec period = every("1mo");
    model::TaskSpec after = every("90s");
    after.after_finish = true;
    after.overlap = "skip";
    for (const model::TaskSpec& spec : {cron, period, after, in("2h")}) {
        const model::TaskId id = world_.schedule(spec);
        const auto shown = remote().show({std::to_string(id.value)});
        ASSERT_TRUE(shown) << shown.error().message;
        EXPECT_EQ(shown->task.schedule, world_.task(id).schedule);
    }
}

TEST_F(Wire, SchedulesUpdatesAndMovesTasksAsTheyAreScheduledThere) {
    const auto made = remote().schedule({{in("1h", "tea")}, false});
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(world_.task(made->ids.at(0)).name, "tea");
    EXPECT_EQ(world_.task(made->ids.at(0)).user_id, "alice");
    const auto replaced = remote().schedule({{in("2h", "tea")}, true});
    ASSERT_TRUE(replaced) << replaced.error().message;
    EXPECT_EQ(replaced->ids, made->ids);
    UpdateRequest update;
    update.tasks = {{"tea"}};
    update.changes = option(&model::TaskSpec::priority, "7");
    ASSERT_TRUE(remote().update(update));
    EXPECT_EQ(world_.task(made->ids.at(0)).policies.priority, 7);
    for (const auto& [to, state] : {std::pair{Transition::kPause, model::TaskState::kPaused},
                                    std::pair{Transition::kResume, model::TaskState::kActive},
                                    std::pair{Transition::kCancel, model::TaskState::kCancelled}}) {
        const auto moved = remote().transition({to, {{"tea"}}, false});
        ASSERT_TRUE(moved) << moved.error().message;
        EXPECT_EQ(moved->changed, 1);
        EXPECT_EQ(world_.task(made->ids.at(0)).state, state);
    }
}

TEST_F(Wire, ReadsTimesInTheZoneOfWhoAsks) {
    std::optional<time::Zone> heard;
    RemoteService listening(
        [&](std::string words, wire::Effect) -> base::Result<std::string> {
            heard = wire::decode_call(std::move(words))->zone;
            return base::fail(ErrorCode::kFailed, "heard");
        },
        std::nullopt, "Asia/Tokyo");
    EXPECT_FALSE(listening.totals(hours(1)));
    ASSERT_TRUE(heard);
    EXPECT_EQ(heard->name(), "Asia/Tokyo");
}

TEST_F(Wire, PreviewsAnUpdateTaskByTask) {
    world_.schedule(every("1h", "one"));
    world_.schedule(every("2h", "two"));
    UpdateRequest update;
    update.all = true;
    update.changes = option(&model::TaskSpec::every, "30m");
    std::vector<std::string> seen;
    const auto previewed =
        remote().preview_update(update, [&](const model::Task& before, const model::Task& after) {
            seen.push_back(before.name + ": " + schedule::describe(after.schedule));
        });
    ASSERT_TRUE(previewed) << previewed.error().message;
    EXPECT_EQ(previewed->updated, 2);
    EXPECT_THAT(seen, testing::ElementsAre("one: every 30m", "two: every 30m"));
}

TEST_F(Wire, TellsOfRunsAttemptsAndOutput) {
    const model::TaskId task = world_.schedule(every("1h", "hourly"));
    const model::RunId run = remote().run_now({{"hourly"}})->run;
    world_.start(run);
    world_.finish(run, model::RunState::kFailed);
    Service direct = world_.as("alice");
    EXPECT_EQ(text_of(remote().run(run)), text_of(direct.run(run)));
    EXPECT_EQ(text_of(remote().runs({{{"hourly"}}, {}})), text_of(direct.runs({{{"hourly"}}, {}})));
    EXPECT_EQ(text_of(remote().logs({run, 1})), text_of(direct.logs({run, 1})));
    EXPECT_EQ(remote().logs({run, {}})->output.head, "hello\n");
    EXPECT_EQ(text_of(remote().run_items(run)), text_of(direct.run_items(run)));
    EXPECT_EQ(text_of(remote().why({{"hourly"}, {}})), text_of(direct.why({{"hourly"}, {}})));
    EXPECT_EQ(text_of(remote().totals(hours(1))), text_of(direct.totals(hours(1))));
    ASSERT_TRUE(remote().retry(run));
    EXPECT_EQ(world_.run(run).state, model::RunState::kQueued);
    EXPECT_TRUE(remote().kill(run)->cancelled);
    EXPECT_EQ(world_.runs_of(task).size(), 1U);
}

TEST_F(Wire, ResolvesUnknownRunsAndDecidesOnWhatWasMissed) {
    const model::TaskId task = world_.schedule(every("1h", "hourly"));
    const model::RunId run = world_.add_run(task);
    world_.start(run);
    world_.crash();
    ASSERT_TRUE(remote().resolve({.run = run, .resolution = Resolution::kFailed, .item = {}}));
    EXPECT_EQ(world_.run(run).state, model::RunState::kFailed);
    world_.clock.advance(hours(4));
    world_.miss(task, 3);
    EXPECT_EQ(text_of(remote().missed({})), text_of(world_.as("alice").missed({})));
    EXPECT_EQ(text_of(remote().show({"hourly"})), text_of(world_.as("alice").show({"hourly"})));
    EXPECT_EQ(remote().decide_missed({.decision = MissedDecision::kSkip})->tasks, 1);
}

TEST_F(Wire, CarriesErrorsWithTheirCodes) {
    world_.schedule(in("1h", "mine"), "bob");
    for (const char* ref : {"1", "mine", "99"}) {
        const auto direct = world_.as("alice").show({ref});
        const auto asked = remote().show({ref});
        ASSERT_FALSE(asked);
        EXPECT_EQ(asked.error(), direct.error());
    }
    EXPECT_EQ(error_of(remote("alice", "bob").list({})).code, ErrorCode::kNotPermitted);
    EXPECT_EQ(remote("bob").list({})->size(), 1U);
}

TEST_F(Wire, StreamsABatchInOneTransactionAndCountsItsLines) {
    std::vector<model::TaskSpec> specs{in("1h", "a"), in("2h", "b"), in("1h", "a")};
    std::size_t next = 0;
    const auto source = [&]() -> base::Result<std::optional<model::TaskSpec>> {
        return next < specs.size() ? std::optional(specs[next++]) : std::nullopt;
    };
    EXPECT_THAT(error_of(remote().schedule_stream(source, OnSameName::kRefuse)).message,
                testing::StartsWith("line 3: "));
    EXPECT_EQ(world_.task_count(), 0U);
    next = 0;
    specs[2].name = "c";
    EXPECT_EQ(remote().schedule_stream(source, OnSameName::kRefuse)->ids.size(), 3U);
    next = 0;
    EXPECT_EQ(remote().schedule_stream(source, OnSameName::kReplace)->ids.size(), 3U);
    EXPECT_EQ(world_.task_count(), 3U);
    EXPECT_EQ(error_of(remote().schedule({specs, false})).code, ErrorCode::kInvalid);
}

TEST_F(Wire, RefusesABatchThatIsTooLongBeforeItIsSent) {
    std::size_t sent = 0;
    RemoteService counting(
        [&](std::string, wire::Effect) -> base::Result<std::string> {
            ++sent;
            return base::fail(ErrorCode::kFailed, "sent");
        },
        std::nullopt, "UTC");
    std::size_t lines = 0;
    const model::TaskSpec spec = in("1h");
    const auto endless = [&]() -> base::Result<std::optional<model::TaskSpec>> {
        ++lines;
        return std::optional(spec);
    };
    const auto refused = error_of(counting.schedule_stream(endless, OnSameName::kRefuse));
    EXPECT_EQ(refused.code, ErrorCode::kInvalid);
    EXPECT_THAT(refused.message, HasSubstr("line 10001: a batch that goes through the daemon has "
                                           "at most 10000 tasks"));
    model::TaskSpec large = in("1h");
    large.standard_input = std::string(60'000, 'x');
    const auto heavy = [&]() -> base::Result<std::optional<model::TaskSpec>> {
        return std::optional(large);
    };
    EXPECT_THAT(error_of(counting.schedule_stream(heavy, OnSameName::kRefuse)).message,
                HasSubstr("at most 16777216 bytes"));
    EXPECT_EQ(sent, 0U);
}

TEST_F(Wire, ReadsListsOfAnyLengthPageByPage) {
    std::vector<model::TaskSpec> specs(2'500, in("1h"));
    ASSERT_TRUE(world_.as("alice").schedule({specs, false}));
    ListRequest all;
    all.filter.limit = 1'000'000;
    EXPECT_EQ(remote().list(all)->size(), 2'500U);
    all.filter.limit = 1'700;
    EXPECT_EQ(remote().list(all)->size(), 1'700U);
    all.filter.limit = 1'000'000;
    all.filter.due_before = time::floor_second(world_.clock.now()) + hours(2);
    EXPECT_THAT(error_of(remote().list(all)).message, HasSubstr("1000 tasks or more"));
    all.filter.limit = 20;
    EXPECT_EQ(remote().list(all)->size(), 20U);
}

// What others send.

/// What a call comes to that is written by hand.
std::string answer_to(const std::string& words) {
    const auto call = wire::decode_call(words);
    return call ? "taken as " + call->operation : call.error().message;
}

TEST(WireCall, TakesNoPrincipalFromAnybody) {
    World world;
    world.schedule(in("1h", "secret"), "bob");
    const auto answer = serve(world, "mallory")(
        R"({"version":1,"operation":"list","principal":"root","user":"root","uid":0,)"
        R"("is_operator":true,"request":{"filter":{"user_id":"bob"}}})",
        wire::Effect::kNone);
    EXPECT_EQ(error_of(answer).code, ErrorCode::kNotPermitted);
    EXPECT_EQ(error_of(serve(world, "mallory")(
                           R"({"version":1,"operation":"list","for":"bob","request":{}})",
                           wire::Effect::kNone))
                  .code,
              ErrorCode::kNotPermitted);
}

TEST(WireCall, PassesOverWhatANewerPeerAdds) {
    EXPECT_EQ(answer_to(R"({"version":1,"operation":"kill","request":5,"novelty":{"a":[1]}})"),
              "taken as kill");
    EXPECT_EQ(answer_to(R"({"version":1,"operation":"show","request":{"task":"a","new":1}})"),
              "taken as show");
}

TEST(WireCall, RefusesAnotherVersionAndSaysWhichProgramIsOld) {
    EXPECT_THAT(answer_to(R"({"version":2,"operation":"list","request":{}})"),
                testing::AllOf(HasSubstr("version 2"), HasSubstr("the daemon is to be updated")));
    EXPECT_THAT(answer_to(R"({"version":0,"operation":"list","request":{}})"),
                HasSubstr("the command is to be updated"));
}

TEST(WireCall, RefusesWhatIsNone) {
    const std::string deep(100'000, '[');
    for (const std::string& words :
         {std::string(), std::string("GET / HTTP/1.1"), std::string("[]"), std::string("null"),
          std::string(R"({"version":"1"})"), deep,
          R"({"version":1,"operation":"list","request":)" + deep + std::string(100'000, ']') + "}",
          std::string(2'000'000, 'x')}) {
        EXPECT_THAT(answer_to(words), testing::StartsWith("the request ")) << words.substr(0, 80);
    }
    EXPECT_THAT(answer_to(R"({"version":1,"operation":"erase","request":{}})"),
                HasSubstr("does not know the operation 'erase'"));
    EXPECT_THAT(answer_to(R"({"version":1,"operation":"kill","request":"5"})"),
                HasSubstr("cannot be read"));
    EXPECT_THAT(
        answer_to(R"({"version":1,"operation":"list","request":{"filter":{"limit":1001}}})"),
        HasSubstr("at most 1000 rows"));
    EXPECT_THAT(answer_to("{\"version\":1,\"operation\":\"schedule\",\"request\":{}}\n{}\n{}"),
                HasSubstr("stream"));
}

TEST(WireCall, CountsTheTasksOfAStreamThatWasNotCountedBefore) {
    World world;
    std::string words = R"({"version":1,"operation":"schedule_stream","request":{}})";
    for (int i = 0; i <= 10'000; ++i) {
        words += "\n{\"in\":\"1h\",\"type\":\"command\",\"words\":[\"/bin/true\"]}";
    }
    EXPECT_THAT(error_of(serve(world, "alice")(words, wire::Effect::kChanges)).message,
                testing::StartsWith("line 10001: "));
    EXPECT_EQ(world.task_count(), 0U);
}

template <typename T>
bool reads(const char* json, T value = {}) {
    return wire::decode(Json::parse(json), value);
}

TEST(WireCodec, KeepsNumbersInTheirRange) {
    EXPECT_TRUE(reads<int>("2147483647"));
    EXPECT_FALSE(reads<int>("2147483648"));
    EXPECT_FALSE(reads<std::int64_t>("9223372036854775808"));
    EXPECT_FALSE(reads<std::int64_t>("1.5"));
    EXPECT_FALSE(reads<bool>("1"));
    EXPECT_TRUE(reads<std::chrono::seconds>("9223372036854775807"));
    EXPECT_FALSE(reads<Transition>("\"erase\""));
}

TEST(WireCodec, KeepsBytesThatAreNoText) {
    const std::string bytes("\xff\0\x80 text", 8);
    std::string read;
    EXPECT_TRUE(wire::decode(Json::parse(wire::encode(bytes).dump()), read));
    EXPECT_EQ(read, bytes);
    EXPECT_FALSE(reads<std::string>(R"({"hex":"f"})"));
    EXPECT_FALSE(reads<std::string>(R"({"hex":"xx"})"));
}

TEST(WireCodec, KeepsTheValuesOfPlugins) {
    model::PluginPayload payload;
    payload.type = "chat";
    payload.fields = {
        {"text", std::string("hi")}, {"count", std::int64_t{3}}, {"ratio", 2.0}, {"loud", true}};
    model::Payload read;
    EXPECT_TRUE(wire::decode(Json::parse(wire::encode(model::Payload(payload)).dump()), read));
    EXPECT_EQ(read, model::Payload(payload));
}

}  // namespace
}  // namespace tasksched::service
