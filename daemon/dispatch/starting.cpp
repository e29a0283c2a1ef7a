#include "daemon/dispatch/starting.h"

#include <utility>

#include "common/base/check.h"
#include "common/schedule/schedule.h"
#include "daemon/dispatch/consequences.h"
#include "daemon/dispatch/rearming.h"
#include "daemon/dispatch/telling.h"

namespace tasksched::daemon {
namespace {

using base::Result;
using model::RunState;

bool is_past_deadline(const model::Task& task, const model::Run& run, time::Instant now) {
    return task.policies.deadline && run.scheduled_for &&
           now > *run.scheduled_for + *task.policies.deadline;
}

/// Of a run that stands otherwise than it was known: whether this daemon has started it already, or
/// has ended it and given its task the next time.
Result<StartAnswer> answer_of_before(store::Transaction& transaction, const store::Tenure& tenure,
                                     const model::Run& run, const model::Task& task) {
    return started_before(transaction, tenure, run.id).map([&](std::optional<StartedRun> before) {
        StartAnswer answer;
        answer.state = before ? store::StartState::kStarted : store::StartState::kGone;
        if (!before && schedule::after_finish(task.schedule) && task.next_run_at) {
            answer.rearmed = task;
        }
        answer.started = std::move(before);
        return answer;
    });
}

/// The end of a run whose deadline was over before its next attempt.
store::Finish late_end(const StartedRun& run) {
    store::Finish finish;
    finish.run_id = run.run.id;
    finish.attempt = run.attempt;
    finish.to = run.run.state;
    finish.reason = finish.to == RunState::kUnknown ? model::RunReason::kUnanswered
                                                    : model::RunReason::kDeadline;
    finish.result.detail = "its deadline was over before the next attempt";
    return finish;
}

/// A run that never started is skipped; one that waited for another attempt has failed; one that
/// may have come to something is unknown. The store says which it is: what is known here may be
/// older than the run's last attempt.
Result<StartAnswer> end_late_run(store::Transaction& transaction, const store::Tenure& tenure,
                                 const model::Run& known, const model::Task& task,
                                 time::Instant now) {
    const auto run = transaction.reader().run(known.id);
    if (!run) {
        return tl::unexpected(run.error());
    }
    const bool waits = *run && (*run)->state == RunState::kWaiting;
    const auto end = end_parts(transaction, known.id);
    if (!end) {
        return tl::unexpected(end.error());
    }
    const bool is_unknown = *end == RunState::kUnknown;
    const RunState to = waits || is_unknown ? *end : RunState::kSkipped;
    const auto moved = transaction.tasks().move_run(
        known.id, waits ? RunState::kWaiting : RunState::kQueued, to,
        is_unknown ? model::RunReason::kUnanswered : model::RunReason::kDeadline, now);
    if (!moved) {
        return tl::unexpected(moved.error());
    }
    if (!*moved) {
        return answer_of_before(transaction, tenure, known, task);
    }
    StartAnswer answer;
    if (to != RunState::kSkipped) {
        EndedRun& ended = answer.ended.emplace();
        ended.run.run = **run;
        ended.run.run.state = to;
        ended.run.attempt = (*run)->attempt;
        ended.run.task = task;
        ended.finish = late_end(ended.run);
        if (auto told = tell(transaction, notice_of_end(ended.run, ended.finish), now); !told) {
            return tl::unexpected(std::move(told.error()));
        }
    }
    return rearm(transaction, known.task_id, now).map([&](std::optional<model::Task> rearmed) {
        answer.rearmed = std::move(rearmed);
        return std::move(answer);
    });
}

/// The run as it stands under this daemon from now on.
StartedRun under_tenure(const store::Tenure& tenure, const model::Run& run, model::Task task) {
    StartedRun started;
    started.run = run;
    started.run.owner = tenure.owner;
    started.run.term = tenure.term;
    started.task = std::move(task);
    return started;
}

/// Whether what stands in the store is at fault, and not the reading of it.
bool is_unreadable(const Result<model::Payload>& payload) {
    return !payload && payload.error().code == base::ErrorCode::kInvalid;
}

/// The attempt of a run whose payload cannot be read is over as it begins, and so is the run:
/// another attempt would find the same.
store::Finish unreadable_end(const StartedRun& run, RunState to, const base::Error& why) {
    store::Finish finish;
    finish.run_id = run.run.id;
    finish.attempt = run.attempt;
    finish.to = to;
    finish.reason =
        to == RunState::kUnknown ? model::RunReason::kUnanswered : model::RunReason::kNone;
    finish.result.outcome = model::Outcome::kPermanent;
    finish.result.detail = why.message;
    finish.started_at = run.started_at;
    finish.finished_at = run.started_at;
    return finish;
}

/// Ends a run that was just started under this daemon, and tells the user.
Result<StartAnswer> end_unreadable(store::Transaction& transaction, const store::Tenure& tenure,
                                   StartedRun run, const base::Error& why) {
    const auto to = end_parts(transaction, run.run.id);
    if (!to) {
        return tl::unexpected(to.error());
    }
    run.run.state = *to;
    const time::Instant now = run.started_at;
    StartAnswer answer;
    const EndedRun& ended = answer.ended.emplace(EndedRun{run, unreadable_end(run, *to, why)});
    const auto finished = transaction.runs().finish(ended.finish, tenure);
    if (!finished) {
        return tl::unexpected(finished.error());
    }
    TASKSCHED_CHECK(*finished);
    if (auto told = tell(transaction, notice_of_end(ended.run, ended.finish), now); !told) {
        return tl::unexpected(std::move(told.error()));
    }
    return rearm(transaction, run.run.task_id, now).map([&](std::optional<model::Task> rearmed) {
        answer.rearmed = std::move(rearmed);
        return std::move(answer);
    });
}

/// The run in its attempt, with all that the attempt needs; none where its task is gone, or its
/// payload cannot be read.
Result<std::optional<StartedRun>> with_payload(store::Transaction& transaction,
                                               const store::Tenure& tenure, const model::Run& run,
                                               const model::Attempt& attempt) {
    auto task = transaction.reader().task(run.task_id);
    if (!task) {
        return tl::unexpected(task.error());
    }
    auto payload = transaction.reader().payload(run.task_id, run.version);
    if (!*task || is_unreadable(payload)) {
        return std::nullopt;
    }
    if (!payload) {
        return tl::unexpected(payload.error());
    }
    StartedRun started = under_tenure(tenure, run, std::move(**task));
    started.payload = std::move(*payload);
    started.attempt = attempt.number;
    started.supervisor = attempt.supervisor;
    started.started_at = attempt.started_at;
    return started;
}

/// The answer for a run that stands as running under this daemon since `now`.
Result<StartAnswer> with_attempt(store::Transaction& transaction, const store::Tenure& tenure,
                                 const model::Run& run, model::Task task, int attempt,
                                 const store::Site& site, time::Instant now) {
    auto payload = transaction.reader().payload(run.task_id, run.version);
    if (!payload && !is_unreadable(payload)) {
        return tl::unexpected(payload.error());
    }
    StartedRun started = under_tenure(tenure, run, std::move(task));
    started.attempt = attempt;
    started.supervisor = site.supervisor;
    started.started_at = now;
    if (!payload) {
        return end_unreadable(transaction, tenure, std::move(started), payload.error());
    }
    started.payload = std::move(*payload);
    StartAnswer answer;
    answer.state = store::StartState::kStarted;
    answer.started = std::move(started);
    return answer;
}

}  // namespace

Result<StartAnswer> start_run(store::Transaction& transaction, const store::Tenure& tenure,
                              const model::Run& run, const store::Site& site, time::Instant now) {
    auto task = transaction.reader().task(run.task_id);
    if (!task) {
        return tl::unexpected(task.error());
    }
    if (!*task) {
        return StartAnswer{};
    }
    if (is_past_deadline(**task, run, now)) {
        return end_late_run(transaction, tenure, run, **task, now);
    }
    const auto start = transaction.runs().start(run.id, tenure, site, now);
    if (!start) {
        return tl::unexpected(start.error());
    }
    if (start->state == store::StartState::kGone) {
        return answer_of_before(transaction, tenure, run, **task);
    }
    if (start->state == store::StartState::kHeld) {
        StartAnswer answer;
        answer.state = start->state;
        return answer;
    }
    return with_attempt(transaction, tenure, run, std::move(**task), start->attempt, site, now);
}

Result<StartAnswer> started_by_claim(store::Transaction& transaction, const store::Tenure& tenure,
                                     const model::Run& run, model::Task task,
                                     const store::Site& site, time::Instant now) {
    return with_attempt(transaction, tenure, run, std::move(task), 1, site, now);
}

Result<std::optional<StartedRun>> started_before(store::Transaction& transaction,
                                                 const store::Tenure& tenure, model::RunId id) {
    const auto run = transaction.reader().run(id);
    if (!run) {
        return tl::unexpected(run.error());
    }
    const bool is_ours = *run && (*run)->state == RunState::kRunning &&
                         (*run)->owner == tenure.owner && (*run)->term == tenure.term;
    if (!is_ours) {
        return std::nullopt;
    }
    const auto attempts = transaction.reader().attempts(id);
    if (!attempts) {
        return tl::unexpected(attempts.error());
    }
    return with_payload(transaction, tenure, **run, attempts->back());
}

Result<std::optional<StartedRun>> adopt_run(store::Transaction& transaction,
                                            const store::Tenure& tenure, const model::Run& run,
                                            const model::Attempt& attempt) {
    auto whole = with_payload(transaction, tenure, run, attempt);
    if (!whole || !*whole) {
        return whole;
    }
    const auto adopted = transaction.runs().adopt(run.id, tenure);
    if (!adopted) {
        return tl::unexpected(adopted.error());
    }
    return *adopted ? std::move(whole) : std::nullopt;
}

}  // namespace tasksched::daemon
