#include "common/model/run.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <utility>

namespace tasksched::model {
namespace {

using enum RunState;

constexpr std::array kStates{kQueued, kRunning,   kWaiting, kSucceeded,
                             kFailed, kCancelled, kSkipped, kUnknown};

TEST(RunState, MovesAsTheTableSaysAndNoOtherWay) {
    const std::set<std::pair<RunState, RunState>> legal{
        {kQueued, kRunning},    {kQueued, kCancelled},  {kQueued, kSkipped},
        {kRunning, kWaiting},   {kRunning, kSucceeded}, {kRunning, kFailed},
        {kRunning, kCancelled}, {kRunning, kUnknown},   {kWaiting, kRunning},
        {kWaiting, kFailed},    {kWaiting, kCancelled}, {kFailed, kQueued},
        {kCancelled, kQueued},  {kSkipped, kQueued},    {kUnknown, kQueued},
        {kUnknown, kSucceeded}, {kUnknown, kFailed},    {kQueued, kUnknown},
        {kWaiting, kUnknown},
    };
    for (const RunState from : kStates) {
        for (const RunState to : kStates) {
            EXPECT_EQ(may_move(from, to), legal.contains({from, to}))
                << to_string(from) << " to " << to_string(to);
        }
    }
}

TEST(RunState, IsFinalOnceItHoldsNoSlot) {
    const std::set<RunState> under_way{kQueued, kRunning, kWaiting};
    for (const RunState state : kStates) {
        EXPECT_EQ(is_final(state), !under_way.contains(state)) << to_string(state);
    }
}

TEST(RunState, IsReadBackFromItsWord) {
    std::set<std::string_view> words;
    for (const RunState state : kStates) {
        EXPECT_EQ(parse_run_state(to_string(state)), state);
        words.insert(to_string(state));
    }
    EXPECT_EQ(words.size(), kStates.size());
}

TEST(RunState, RefusesAnotherWordAndListsTheKnownOnes) {
    const auto state = parse_run_state("finished");
    ASSERT_FALSE(state);
    EXPECT_EQ(state.error().code, base::ErrorCode::kInvalid);
    EXPECT_EQ(state.error().message,
              "'finished' is not one of queued, running, waiting, succeeded, failed, cancelled, "
              "skipped, unknown");
}

TEST(RunReason, IsReadBackFromItsWord) {
    constexpr int kReasons = 15;
    std::set<std::string_view> words;
    for (int i = 0; i < kReasons; ++i) {
        const auto reason = static_cast<RunReason>(i);
        EXPECT_EQ(parse_run_reason(to_string(reason)), reason) << i;
        words.insert(to_string(reason));
    }
    EXPECT_EQ(words.size(), kReasons);
}

TEST(RunReason, IsEmptyForNone) { EXPECT_EQ(to_string(RunReason::kNone), ""); }

TEST(Outcome, IsReadBackFromItsWord) {
    for (const Outcome outcome :
         {Outcome::kSuccess, Outcome::kTransient, Outcome::kPermanent, Outcome::kRejection}) {
        EXPECT_EQ(parse_outcome(to_string(outcome)), outcome);
    }
    EXPECT_FALSE(parse_outcome("ok"));
}

TEST(Output, CountsWhatWasCutOut) {
    const Output output{"head", "tail", 100};
    EXPECT_EQ(output.left_out(), 92);
}

TEST(IsDelayed, HoldsOfAQueuedRunThatWasMadeToStartLater) {
    model::Run run;
    run.created_at = time::Instant(std::chrono::seconds(100));
    run.not_before = time::Second(std::chrono::seconds(200));
    EXPECT_TRUE(is_delayed(run, time::Instant(std::chrono::seconds(199))));
    EXPECT_FALSE(is_delayed(run, time::Instant(std::chrono::seconds(200))));
    run.state = RunState::kWaiting;
    EXPECT_FALSE(is_delayed(run, time::Instant(std::chrono::seconds(150))));
    run.state = RunState::kQueued;
    run.created_at = time::Instant(std::chrono::seconds(200));
    EXPECT_FALSE(is_delayed(run, time::Instant(std::chrono::seconds(150))))
        << "the clock was set back";
}

TEST(IsDelayed, NeverHoldsOfARunThatWasTriedAlready) {
    model::Run run;
    run.created_at = time::Instant(std::chrono::seconds(100));
    run.not_before = time::Second(std::chrono::seconds(200));
    EXPECT_TRUE(is_delayed(run, run.created_at));
    run.attempt = 1;
    EXPECT_FALSE(is_delayed(run, run.created_at));
}

}  // namespace
}  // namespace tasksched::model
