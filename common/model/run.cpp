#include "common/model/run.h"

#include <utility>

#include "common/model/words.h"

namespace tasksched::model {

namespace {

constexpr std::array<Word<RunState>, 8> kRunStateWords{{
    {RunState::kQueued, "queued"},
    {RunState::kRunning, "running"},
    {RunState::kWaiting, "waiting"},
    {RunState::kSucceeded, "succeeded"},
    {RunState::kFailed, "failed"},
    {RunState::kCancelled, "cancelled"},
    {RunState::kSkipped, "skipped"},
    {RunState::kUnknown, "unknown"},
}};

constexpr std::array<Word<RunReason>, 18> kReasonWords{{
    {RunReason::kOverlap, "overlap"},
    {RunReason::kDeadline, "deadline"},
    {RunReason::kCatchUp, "catch-up"},
    {RunReason::kCalendar, "calendar"},
    {RunReason::kQuota, "quota"},
    {RunReason::kPaused, "paused"},
    {RunReason::kReplaced, "replaced"},
    {RunReason::kRejected, "rejected"},
    {RunReason::kTimeout, "timeout"},
    {RunReason::kKilled, "killed"},
    {RunReason::kCrash, "crash"},
    {RunReason::kResolved, "resolved"},
    {RunReason::kTaskCancelled, "task-cancelled"},
    {RunReason::kNotStarted, "not-started"},
    {RunReason::kCpuTime, "cpu-time"},
    {RunReason::kMissed, "missed"},
    {RunReason::kUnanswered, "unanswered"},
    {RunReason::kSetup, "setup"},
}};

constexpr std::array<Word<Outcome>, 4> kOutcomeWords{{
    {Outcome::kSuccess, "success"},
    {Outcome::kTransient, "transient"},
    {Outcome::kPermanent, "permanent"},
    {Outcome::kRejection, "rejection"},
}};

constexpr unsigned bit(RunState state) { return 1U << static_cast<unsigned>(state); }

/// The states that a run may go to from each.
constexpr unsigned moves_from(RunState from) {
    using enum RunState;
    switch (from) {
        case kQueued:
            // One that was begun before a crash may not be begun again.
            return bit(kRunning) | bit(kCancelled) | bit(kSkipped) | bit(kUnknown);
        case kRunning:
            return bit(kWaiting) | bit(kSucceeded) | bit(kFailed) | bit(kCancelled) | bit(kUnknown);
        case kWaiting:
            return bit(kRunning) | bit(kFailed) | bit(kCancelled) | bit(kUnknown);
        case kUnknown:
            return bit(kQueued) | bit(kSucceeded) | bit(kFailed);
        // A person may ask for another try of a run that did not succeed.
        case kFailed:
        case kCancelled:
        case kSkipped:
            return bit(kQueued);
        case kSucceeded:
            return 0;
    }
    return 0;
}

}  // namespace

std::string_view to_string(RunState state) { return word_of(kRunStateWords, state); }

std::string_view to_string(RunReason reason) {
    return reason == RunReason::kNone ? std::string_view() : word_of(kReasonWords, reason);
}

std::string_view to_string(Outcome outcome) { return word_of(kOutcomeWords, outcome); }

base::Result<RunState> parse_run_state(std::string_view text) {
    return value_of(kRunStateWords, text);
}

base::Result<RunReason> parse_run_reason(std::string_view text) {
    if (text.empty()) {
        return RunReason::kNone;
    }
    return value_of(kReasonWords, text);
}

base::Result<Outcome> parse_outcome(std::string_view text) { return value_of(kOutcomeWords, text); }

bool may_move(RunState from, RunState to) { return (moves_from(from) & bit(to)) != 0; }

AttemptResult not_started(Outcome outcome, std::string detail) {
    AttemptResult result;
    result.outcome = outcome;
    result.reason = RunReason::kNotStarted;
    result.detail = std::move(detail);
    return result;
}

bool is_delayed(const Run& run, time::Instant now) {
    return run.state == RunState::kQueued && run.attempt == 0 && run.not_before > run.created_at &&
           run.not_before > now;
}

bool is_final(RunState state) {
    using enum RunState;
    return state != kQueued && state != kRunning && state != kWaiting;
}

}  // namespace tasksched::model
