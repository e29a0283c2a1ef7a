#include "daemon/dispatch/starting.h"

#include <utility>

#include "common/schedule/schedule.h"
#include "daemon/dispatch/consequences.h"
#include "daemon/dispatch/rearming.h"

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
    return rearm(transaction, known.task_id, now).map([&](std::optional<model::Task> rearmed) {
        StartAnswer answer;
        answer.rearmed = std::move(rearmed);
        if (to != RunState::kSkipped) {
            answer.failed.emplace();
            answer.failed->run = **run;
            answer.failed->run.state = to;
            answer.failed->attempt = (*run)->attempt;
            answer.failed->task = task;
        }
        return answer;
    });
}

/// The run as it stands under this daemon from now on.
StartedRun under_tenure(const store::Tenure& tenure, const model::Run& run, model::Task task,
                        model::Payload payload) {
    StartedRun started;
    started.run = run;
    started.run.owner = tenure.owner;
    started.run.term = tenure.term;
    started.task = std::move(task);
    started.payload = std::move(payload);
    return started;
}

/// The run in its attempt, with all that the attempt needs; none where its task is gone.
Result<std::optional<StartedRun>> with_payload(store::Transaction& transaction,
                                               const store::Tenure& tenure, const model::Run& run,
                                               const model::Attempt& attempt) {
    auto task = transaction.reader().task(run.task_id);
    if (!task) {
        return tl::unexpected(task.error());
    }
    auto payload = transaction.reader().payload(run.task_id, run.version);
    if (!payload) {
        return tl::unexpected(payload.error());
    }
    if (!*task) {
        return std::nullopt;
    }
    StartedRun started = under_tenure(tenure, run, std::move(**task), std::move(*payload));
    started.attempt = attempt.number;
    started.supervisor = attempt.supervisor;
    started.started_at = attempt.started_at;
    return started;
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
    auto payload = transaction.reader().payload(run.task_id, run.version);
    if (!payload) {
        return tl::unexpected(payload.error());
    }
    const auto start = transaction.runs().start(run.id, tenure, site, now);
    if (!start) {
        return tl::unexpected(start.error());
    }
    if (start->state == store::StartState::kGone) {
        return answer_of_before(transaction, tenure, run, **task);
    }
    StartAnswer answer;
    answer.state = start->state;
    if (start->state == store::StartState::kStarted) {
        answer.started = under_tenure(tenure, run, std::move(**task), std::move(*payload));
        answer.started->attempt = start->attempt;
        answer.started->supervisor = site.supervisor;
        answer.started->started_at = now;
    }
    return answer;
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
    const auto adopted = transaction.runs().adopt(run.id, tenure);
    if (!adopted) {
        return tl::unexpected(adopted.error());
    }
    if (!*adopted) {
        return std::nullopt;
    }
    return with_payload(transaction, tenure, run, attempt);
}

}  // namespace tasksched::daemon
