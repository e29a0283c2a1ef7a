#pragma once

#include <string_view>

#include "common/base/error.h"

namespace tasksched::model {

enum class RunState {
    kQueued,
    kRunning,
    kWaiting,  ///< for its next attempt
    kSucceeded,
    kFailed,
    kCancelled,
    kSkipped,  ///< never started; the reason says why
    kUnknown,  ///< a crash hid what it came to
};

/// Why a run stands where it does; kNone where the state says it all.
enum class RunReason {
    kNone,
    kOverlap,        ///< skipped: another run of the task was not over
    kDeadline,       ///< skipped or failed: later than its deadline
    kCatchUp,        ///< skipped: missed while down, and the policy does not make it up
    kCalendar,       ///< skipped: an excluded day
    kQuota,          ///< skipped: over a limit of the user's
    kPaused,         ///< skipped: the task was paused
    kReplaced,       ///< cancelled: a later occurrence took its place
    kRejected,       ///< failed: a payment without funds or authorization
    kTimeout,        ///< failed: an attempt took longer than allowed
    kKilled,         ///< cancelled: somebody asked for it
    kCrash,          ///< unknown, or failed by policy: a crash hid its end
    kResolved,       ///< a person settled an unknown run
    kTaskCancelled,  ///< cancelled, or skipped while held: with its task
    kNotStarted,     ///< failed: the program could not be started
    kCpuTime,        ///< failed: it used more CPU time than allowed
    kMissed,         ///< skipped: missed while down, and whoever was asked did not make it up
    kUnanswered,     ///< unknown: what was sent may have been acted on, and it is not sent again
    kSetup,  ///< waiting: what hinders it is the administrator's to mend; it uses up no retry
};

std::string_view to_string(RunState state);
std::string_view to_string(RunReason reason);  ///< "" for kNone, else "overlap", "catch-up", ...
base::Result<RunState> parse_run_state(std::string_view text);
base::Result<RunReason> parse_run_reason(std::string_view text);

/// Whether a run may go from one state to another: the one table of legal moves. Every store
/// refuses what is not in it, and makes each move by compare-and-set.
bool may_move(RunState from, RunState to);

/// Whether the state holds no slot, blocks no overlap and never expires (succeeded, failed,
/// cancelled, skipped, unknown). `unknown` alone may still be resolved.
bool is_final(RunState state);

}  // namespace tasksched::model
