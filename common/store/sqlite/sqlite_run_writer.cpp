#include "common/store/sqlite/sqlite_run_writer.h"

#include <utility>

#include "common/store/sqlite/attempt_sql.h"
#include "common/store/sqlite/claims.h"
#include "common/store/sqlite/kept_results.h"
#include "common/store/sqlite/replan_sql.h"
#include "common/store/sqlite/run_changes.h"
#include "common/store/sqlite/run_items.h"
#include "common/store/sqlite/run_read_sql.h"
#include "common/store/sqlite/run_rows.h"
#include "common/store/sqlite/run_write_sql.h"

namespace tasksched::store::sqlite {

using base::Result;
using model::RunReason;
using model::RunState;

Result<Tenure> SqliteRunWriter::begin_tenure(const std::string& owner, const std::string& host,
                                             time::Instant at) {
    return session_.change([&]() -> Result<Tenure> {
        Query row = session_.statements().use(sql::kBeginTenure, owner, host, at);
        row.step();
        return Tenure{.owner = owner, .term = row.integer(0)};
    });
}

Result<bool> SqliteRunWriter::holds(const Tenure& tenure) {
    return session_.change([&]() -> Result<bool> {
        return session_.statements().use(sql::kHolds, tenure.owner, tenure.term).step();
    });
}

Result<ClaimResult> SqliteRunWriter::claim(const Claim& claim, time::Instant at) {
    return session_.change([&] { return claim_task(session_, claim, at, nullptr); });
}

Result<ClaimResult> SqliteRunWriter::claim_and_start(const Claim& claim, const Tenure& tenure,
                                                     const Site& site, time::Instant at) {
    const ClaimStart start{tenure, site};
    return session_.change([&] { return claim_task(session_, claim, at, &start); });
}

Result<StartResult> SqliteRunWriter::start(model::RunId id, const Tenure& tenure, const Site& site,
                                           time::Instant at) {
    return session_.change([&]() -> Result<StartResult> {
        Statements& statements = session_.statements();
        int attempt = 0;
        {
            Query row = statements.use(sql::kRunToStart, id);
            if (!row.step()) {
                return StartResult{.state = StartState::kGone};
            }
            if (row.truth(1)) {
                return StartResult{.state = StartState::kHeld};
            }
            attempt = row.small_integer(0);
        }
        if (statements.run(sql::kStartRun, id, tenure.owner, tenure.term, attempt) != 1) {
            return StartResult{.state = StartState::kGone};
        }
        statements.run(sql::kInsertAttempt, id, attempt, site.host, at, site.supervisor);
        return StartResult{.state = StartState::kStarted, .attempt = attempt};
    });
}

Result<bool> SqliteRunWriter::record_process(model::RunId id, int attempt,
                                             const model::ProcessIdentity& process,
                                             const Tenure& tenure) {
    return session_.change([&]() -> Result<bool> {
        return session_.statements().run(sql::kRecordProcess, id, attempt, tenure.owner,
                                         tenure.term, process.pid, process.start_ticks,
                                         process.boot_id) == 1;
    });
}

Result<bool> SqliteRunWriter::record_supervisor(model::RunId id, int attempt,
                                                const std::string& supervisor,
                                                const Tenure& tenure) {
    return session_.change([&]() -> Result<bool> {
        return session_.statements().run(sql::kRecordSupervisor, id, attempt, tenure.owner,
                                         tenure.term, supervisor) == 1;
    });
}

Result<bool> SqliteRunWriter::record_items(model::RunId id, int attempt,
                                           const std::vector<model::RunItem>& items,
                                           const Tenure& tenure) {
    return session_.change([&]() -> Result<bool> {
        return sqlite::record_items(session_.statements(), id, attempt, tenure, items);
    });
}

Result<bool> SqliteRunWriter::keep_result(model::RunId id, int attempt,
                                          const model::AttemptResult& result,
                                          const std::vector<model::RunItem>& items,
                                          const Tenure& tenure) {
    return session_.change([&]() -> Result<bool> {
        Statements& statements = session_.statements();
        if (!statements.use(sql::kRunToFinish, id, attempt, tenure.owner, tenure.term).step()) {
            return false;
        }
        put_kept_result(statements, id, attempt, result);
        return sqlite::record_items(statements, id, attempt, tenure, items);
    });
}

Result<bool> SqliteRunWriter::adopt(model::RunId id, const Tenure& tenure) {
    return session_.change([&]() -> Result<bool> {
        return session_.statements().run(sql::kAdoptRun, id, tenure.owner, tenure.term) == 1;
    });
}

Result<bool> SqliteRunWriter::hide(model::RunId id, int attempt, const Tenure& tenure,
                                   time::Instant at) {
    TASKSCHED_CHECK(model::may_move(RunState::kRunning, RunState::kUnknown));
    return session_.change([&]() -> Result<bool> {
        return session_.statements().run(sql::kHideRun, id, attempt, tenure.owner, tenure.term,
                                         at) == 1;
    });
}

Result<bool> SqliteRunWriter::finish(const Finish& finish, const Tenure& tenure) {
    TASKSCHED_CHECK(model::may_move(RunState::kRunning, finish.to));
    TASKSCHED_CHECK((finish.to == RunState::kWaiting) == finish.next_attempt_at.has_value());
    return session_.change([&]() -> Result<bool> {
        Statements& statements = session_.statements();
        if (finish.to != RunState::kWaiting && !finish.next_run_at) {
            return end_run(finish, tenure);
        }
        model::TaskId task;
        bool kill_requested = false;
        {
            Query row = statements.use(sql::kRunToFinish, finish.run_id, finish.attempt,
                                       tenure.owner, tenure.term);
            if (!row.step()) {
                return false;
            }
            task = {row.integer(0)};
            kill_requested = !row.is_null(1);
        }
        // Whoever asked for its end does not want another attempt.
        const bool gives_up = kill_requested && finish.to == RunState::kWaiting;
        const bool is_open = gives_up && has_open_item(statements, finish.run_id);
        const RunState given_up = is_open ? RunState::kUnknown : RunState::kCancelled;
        const RunReason why = is_open ? RunReason::kUnanswered : RunReason::kKilled;
        const RunState to = gives_up ? given_up : finish.to;
        const RunReason reason = gives_up ? why : finish.reason;
        const bool waits = to == RunState::kWaiting;
        statements.run(sql::kFinishRun, finish.run_id, to_string(to), reason_or_null(reason),
                       waits ? finish.next_attempt_at : std::nullopt,
                       waits ? std::nullopt : std::optional(finish.finished_at));
        end_attempt(finish);
        if (!waits) {
            forget_kept_result(statements, finish.run_id);
        }
        if (finish.next_run_at && !waits) {
            statements.run(sql::kSetNextAfterFinish, task, *finish.next_run_at);
        }
        return true;
    });
}

/// The end of a run with which nothing else is to be done.
bool SqliteRunWriter::end_run(const Finish& finish, const Tenure& tenure) {
    const bool is_ours =
        session_.statements().run(sql::kFinishOwnRun, finish.run_id, to_string(finish.to),
                                  reason_or_null(finish.reason), finish.finished_at, finish.attempt,
                                  tenure.owner, tenure.term) == 1;
    if (is_ours) {
        end_attempt(finish);
        forget_kept_result(session_.statements(), finish.run_id);
    }
    return is_ours;
}

void SqliteRunWriter::end_attempt(const Finish& finish) {
    Statements& statements = session_.statements();
    const model::AttemptResult& result = finish.result;
    statements.run(sql::kFinishAttempt, finish.run_id, finish.attempt, finish.started_at,
                   finish.finished_at, to_string(result.outcome), result.exit_code, result.signal,
                   text_or_null(result.detail), result.cpu_time, result.peak_memory_bytes,
                   result.core_dumped);
    if (result.output.total_bytes > 0) {
        statements.run(sql::kInsertOutput, finish.run_id, finish.attempt, Blob{result.output.head},
                       Blob{result.output.tail}, result.output.total_bytes);
    }
}

Result<std::vector<model::Run>> SqliteRunWriter::mark_unknown(const Tenure& tenure,
                                                              time::Instant at) {
    return session_.change([&]() -> Result<std::vector<model::Run>> {
        Statements& statements = session_.statements();
        auto runs = read_runs(statements.use(sql::kRunningBeforeTerm, tenure.term));
        if (!runs) {
            return runs;
        }
        for (model::Run& run : *runs) {
            statements.run(sql::kEndRun, run.id, to_string(RunState::kRunning),
                           to_string(RunState::kUnknown), reason_or_null(RunReason::kCrash), at);
            run.state = RunState::kUnknown;
            run.reason = RunReason::kCrash;
        }
        return runs;
    });
}

Result<bool> SqliteRunWriter::settle(model::RunId id, RunState to, time::Instant at) {
    TASKSCHED_CHECK(to == RunState::kQueued || to == RunState::kFailed);
    return session_.change([&]() -> Result<bool> {
        return move_idle_run(session_.statements(), id, RunState::kUnknown, to, RunReason::kCrash,
                             at);
    });
}

Result<bool> SqliteRunWriter::rearm(model::TaskId id, std::optional<time::Second> next_run_at) {
    return session_.change([&]() -> Result<bool> {
        const model::TaskState state =
            next_run_at ? model::TaskState::kActive : model::TaskState::kDone;
        if (session_.statements().run(sql::kRearm, id, next_run_at, to_string(state)) != 1) {
            return false;
        }
        if (!next_run_at) {
            session_.count_task(model::TaskState::kActive, -1);
            session_.count_task(model::TaskState::kDone, 1);
        }
        return true;
    });
}

Result<bool> SqliteRunWriter::move_next(model::TaskId id, model::Version version, time::Second from,
                                        time::Second to) {
    return session_.change([&]() -> Result<bool> {
        return session_.statements().run(sql::kMoveNext, id, version, from, to) == 1;
    });
}

Result<std::int64_t> SqliteRunWriter::hasten_attempts(time::Instant now) {
    return session_.change([&]() -> Result<std::int64_t> {
        Statements& statements = session_.statements();
        const int delayed = statements.run(sql::kHastenDelayed, now, time::floor_second(now));
        return delayed + statements.run(sql::kHastenAttempts, now);
    });
}

Result<void> SqliteRunWriter::set_zone_rules(const std::string& stamp) {
    return session_.change([&]() -> Result<void> {
        session_.statements().run(sql::kSetZoneRules, stamp);
        return {};
    });
}

Result<std::vector<model::Run>> SqliteRunWriter::claim_reboot(const std::string& boot_id,
                                                              time::Second booted_at,
                                                              time::Instant at) {
    return session_.change([&] { return claim_boot(session_, boot_id, booted_at, at); });
}

}  // namespace tasksched::store::sqlite
