#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/model/ids.h"
#include "common/model/run_item.h"
#include "common/model/run_state.h"
#include "common/time/clock.h"

namespace tasksched::model {

/// One occurrence being carried out, or the record of why it was not.
struct Run {
    RunId id;
    TaskId task_id;
    Version version = 1;  ///< of the task when the run was claimed; its payload is read at it
    std::string user_id;
    std::string type;
    std::optional<time::Second> scheduled_for;  ///< the nominal time; none for an extra run
    time::Instant created_at{};                 ///< when it was claimed or asked for
    time::Second not_before{};                  ///< with jitter
    RunState state = RunState::kQueued;
    RunReason reason = RunReason::kNone;
    std::string owner;      ///< the daemon that holds it; empty while queued
    std::int64_t term = 0;  ///< of that daemon
    int attempt = 0;        ///< the last one started, from 1; 0 before the first
    int uncounted = 0;      ///< attempts that used up no retry (RunReason::kSetup)
    int priority = 0;
    std::optional<time::Instant> next_attempt_at;  ///< while waiting
    std::optional<time::Instant> kill_requested_at;
    std::optional<time::Second> through;  ///< skipped: the last of the occurrences folded in here
    std::optional<std::int64_t> count;    ///< skipped: how many; none where too many to count
    std::optional<time::Instant> started_at;            ///< of the last attempt
    std::optional<time::Instant> finished_at;           ///< of the last attempt
    std::optional<int> exit_code;                       ///< of the last attempt
    std::optional<int> signal;                          ///< of the last attempt
    std::string detail;                                 ///< of the last attempt
    std::optional<bool> core_dumped;                    ///< of the last attempt
    std::optional<std::chrono::microseconds> cpu_time;  ///< of the last attempt
    std::optional<std::int64_t> peak_memory_bytes;      ///< of the last attempt
};

/// Whether a queued run was made to start later than `now`: it makes up for what was missed, with
/// others. A run whose time came before it was made, or that was tried already, waits for nothing,
/// whatever the clock shows.
bool is_delayed(const Run& run, time::Instant now);

enum class Outcome { kSuccess, kTransient, kPermanent, kRejection };

std::string_view to_string(Outcome outcome);
base::Result<Outcome> parse_outcome(std::string_view text);

/// A process on this machine, told apart from a later one of the same pid.
struct ProcessIdentity {
    std::int64_t pid = 0;
    std::int64_t start_ticks = 0;  ///< field 22 of /proc/PID/stat, proc(5)
    std::string boot_id;           ///< /proc/sys/kernel/random/boot_id

    friend bool operator==(const ProcessIdentity&, const ProcessIdentity&) = default;
};

/// One try of a run.
struct Attempt {
    RunId run_id;
    int number = 1;
    std::string host;
    time::Instant started_at{};
    std::optional<time::Instant> finished_at;
    std::optional<Outcome> outcome;
    std::optional<int> exit_code;
    std::optional<int> signal;
    std::string detail;  ///< one line for people: why it could not start, a server's reply
    /// The supervisor's instance that it was given to; empty: to none yet; none: it needs none.
    std::optional<std::string> supervisor;
    std::optional<ProcessIdentity> process;
    std::optional<std::chrono::microseconds> cpu_time;
    std::optional<std::int64_t> peak_memory_bytes;
    std::optional<bool> core_dumped;  ///< where a signal ended it
};

/// What an attempt wrote, cut in the middle where it was more than the cap.
struct Output {
    std::string head;
    std::string tail;              ///< empty where nothing was cut
    std::int64_t total_bytes = 0;  ///< of all that was written

    [[nodiscard]] std::int64_t left_out() const {
        return total_bytes - static_cast<std::int64_t>(head.size() + tail.size());
    }
    friend bool operator==(const Output&, const Output&) = default;
};

/// What one attempt came to, as a plugin reports it.
struct AttemptResult {
    Outcome outcome = Outcome::kPermanent;
    RunReason reason = RunReason::kNone;
    std::optional<int> exit_code;
    std::optional<int> signal;
    std::string detail;
    std::optional<std::chrono::microseconds> cpu_time;
    std::optional<std::int64_t> peak_memory_bytes;
    Output output;
    std::optional<time::Instant> finished_at;  ///< where its end was seen earlier than it is told
    std::optional<bool> core_dumped;           ///< where a signal ended it
    std::optional<std::chrono::seconds> retry_after;  ///< how long a server asks to wait
    /// Of a run whose parts must not be guessed about, such as a payment's transfers: how they
    /// stand after the attempt. With a rejected one, the task's other runs and its future are
    /// cancelled; with one that is open when the run would end, the run becomes unknown.
    std::optional<ItemTally> items;

    friend bool operator==(const AttemptResult&, const AttemptResult&) = default;
};

/// The result of an attempt whose program was not started: kTransient where the system was short of
/// something, kPermanent where the next attempt would end the same. `detail` is a line for people.
AttemptResult not_started(Outcome outcome, std::string detail);

}  // namespace tasksched::model
