#include "common/store/sqlite/run_rows.h"

#include <utility>

namespace tasksched::store::sqlite {

namespace {

using base::Result;
using model::Attempt;
using model::Run;

/// The columns of sql::kSelectRuns.
enum RunColumn {
    kRunId,
    kTaskId,
    kVersion,
    kUserId,
    kType,
    kScheduledFor,
    kCreatedAt,
    kNotBefore,
    kState,
    kReason,
    kOwner,
    kTerm,
    kAttempt,
    kPriority,
    kNextAttemptAt,
    kKillRequestedAt,
    kThrough,
    kCount,
    kStartedAt,
    kFinishedAt,
    kExitCode,
    kSignal,
    kDetail,
    kCoreDumped,
    kCpuTimeOfLast,
    kPeakMemoryOfLast,
    kUncounted,
};

/// The columns of sql::kAttempts.
enum AttemptColumn {
    kNumber,
    kHost,
    kAttemptStartedAt,
    kAttemptFinishedAt,
    kOutcome,
    kAttemptExitCode,
    kAttemptSignal,
    kAttemptDetail,
    kPid,
    kStartTicks,
    kBootId,
    kCpuTime,
    kPeakMemory,
    kSupervisor,
    kAttemptCoreDumped,
};

}  // namespace

Result<Run> read_run(const Query& row) {
    const auto state = model::parse_run_state(row.text(kState));
    const auto reason = model::parse_run_reason(row.text(kReason));
    if (!state || !reason) {
        return base::fail(base::ErrorCode::kFailed, "run {} cannot be read: {}",
                          row.integer(kRunId),
                          state ? reason.error().message : state.error().message);
    }
    Run run;
    run.id = {row.integer(kRunId)};
    run.task_id = {row.integer(kTaskId)};
    run.version = row.integer(kVersion);
    run.user_id = row.text(kUserId);
    run.type = row.text(kType);
    run.scheduled_for = row.optional(kScheduledFor, &Query::second);
    run.created_at = row.instant(kCreatedAt);
    run.not_before = row.second(kNotBefore);
    run.state = *state;
    run.reason = *reason;
    run.owner = row.text(kOwner);
    run.term = row.integer(kTerm);
    run.attempt = row.small_integer(kAttempt);
    run.uncounted = row.small_integer(kUncounted);
    run.priority = row.small_integer(kPriority);
    run.next_attempt_at = row.optional(kNextAttemptAt, &Query::instant);
    run.kill_requested_at = row.optional(kKillRequestedAt, &Query::instant);
    run.through = row.optional(kThrough, &Query::second);
    run.count = row.optional(kCount, &Query::integer);
    run.started_at = row.optional(kStartedAt, &Query::instant);
    run.finished_at = row.optional(kFinishedAt, &Query::instant);
    run.exit_code = row.optional(kExitCode, &Query::small_integer);
    run.signal = row.optional(kSignal, &Query::small_integer);
    run.detail = row.text(kDetail);
    run.core_dumped = row.optional(kCoreDumped, &Query::truth);
    run.cpu_time = row.optional(kCpuTimeOfLast, &Query::microseconds);
    run.peak_memory_bytes = row.optional(kPeakMemoryOfLast, &Query::integer);
    return run;
}

Result<std::vector<Run>> read_runs(Query query, std::optional<time::Instant> since) {
    std::vector<Run> runs;
    while (query.step()) {
        auto run = read_run(query);
        if (!run) {
            return tl::unexpected(std::move(run.error()));
        }
        if (since && run->created_at < *since) {
            break;
        }
        runs.push_back(std::move(*run));
    }
    return runs;
}

Result<Attempt> read_attempt(model::RunId run, const Query& row) {
    Attempt attempt;
    attempt.run_id = run;
    attempt.number = row.small_integer(kNumber);
    attempt.host = row.text(kHost);
    attempt.started_at = row.instant(kAttemptStartedAt);
    attempt.finished_at = row.optional(kAttemptFinishedAt, &Query::instant);
    if (!row.is_null(kOutcome)) {
        const auto outcome = model::parse_outcome(row.text(kOutcome));
        if (!outcome) {
            return base::fail(base::ErrorCode::kFailed, "attempt {} of run {} cannot be read: {}",
                              attempt.number, run.value, outcome.error().message);
        }
        attempt.outcome = *outcome;
    }
    attempt.exit_code = row.optional(kAttemptExitCode, &Query::small_integer);
    attempt.signal = row.optional(kAttemptSignal, &Query::small_integer);
    attempt.detail = row.text(kAttemptDetail);
    if (!row.is_null(kPid)) {
        attempt.process = model::ProcessIdentity{.pid = row.integer(kPid),
                                                 .start_ticks = row.integer(kStartTicks),
                                                 .boot_id = row.text(kBootId)};
    }
    attempt.cpu_time = row.optional(kCpuTime, &Query::microseconds);
    attempt.peak_memory_bytes = row.optional(kPeakMemory, &Query::integer);
    attempt.supervisor = row.optional(kSupervisor, &Query::text);
    attempt.core_dumped = row.optional(kAttemptCoreDumped, &Query::truth);
    return attempt;
}

}  // namespace tasksched::store::sqlite
