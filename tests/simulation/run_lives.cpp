#include "tests/simulation/run_lives.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "common/schedule/schedule.h"
#include "daemon/scheduler/retry.h"

namespace tasksched::simulation {

using model::Outcome;
using model::RunReason;
using model::RunState;
using std::chrono::microseconds;
using std::chrono::seconds;
using time::Instant;

bool RunLives::is_held(const StoredTask& stored) const {
    return stored.task.policies.overlap != model::Overlap::kAllow &&
           std::any_of(stored.open.begin(), stored.open.end(), [&](model::RunId id) {
               return state_.store.run(id).state == RunState::kRunning;
           });
}

void RunLives::try_start(model::RunId id) {
    OpenRun& run = state_.store.run(id);
    StoredTask& stored = state_.store.task(run.task_id);
    const auto& deadline = stored.task.policies.deadline;
    if (deadline && run.scheduled_for && state_.clock.seen() > *run.scheduled_for + *deadline) {
        const bool waits = run.state == RunState::kWaiting;
        close(run, waits ? RunState::kFailed : RunState::kSkipped, RunReason::kDeadline);
        return;
    }
    if (!is_held(stored)) {
        start(stored, run);
    }
}

void RunLives::start(StoredTask& stored, OpenRun& run) {
    state_.expect(model::may_move(run.state, RunState::kRunning), "an illegal start");
    run.state = RunState::kRunning;
    run.waited = false;
    ++run.attempt;
    run.task_at_start = stored.task;
    const auto takes = state_.random.spread(seconds{1}, stored.habit.longest + seconds{1});
    ends_.emplace(state_.clock.truth + takes + microseconds{state_.random.number(0, 999'999)},
                  run.id);
    state_.counts.add("attempts");
}

void RunLives::start_waiting() {
    while (!waiting_.empty() && waiting_.begin()->first <= state_.clock.seen()) {
        const model::RunId id = waiting_.begin()->second;
        waiting_.erase(waiting_.begin());
        if (state_.store.has_run(id) && state_.store.run(id).state == RunState::kWaiting) {
            state_.store.run(id).waited = true;
            try_start(id);
        }
    }
}

void RunLives::end_processes(bool daemon_is_up) {
    while (!ends_.empty() && ends_.begin()->first <= state_.clock.truth) {
        const model::RunId id = ends_.begin()->second;
        ends_.erase(ends_.begin());
        OpenRun& run = state_.store.run(id);
        if (run.state == RunState::kUnknown) {
            settle(run);
        } else if (daemon_is_up) {
            end_normally(run);
        } else {
            without_process_.insert(id);
        }
    }
}

void RunLives::end_normally(OpenRun& run) {
    StoredTask& stored = state_.store.task(run.task_id);
    model::AttemptResult result;
    result.outcome = Outcome::kSuccess;
    if (run.kill_requested) {
        result.outcome = Outcome::kPermanent;
        result.reason = RunReason::kKilled;
    } else if (state_.random.chance(stored.habit.failures)) {
        result.outcome = state_.random.chance(70) ? Outcome::kTransient : Outcome::kPermanent;
    }
    const auto after =
        daemon::after_attempt(run.task_at_start.policies, run.attempt, result, run.scheduled_for,
                              state_.clock.seen(), state_.random.bits());
    check_retry(run, result, after.to, after.next_attempt_at);
    if (after.to == RunState::kWaiting) {
        run.state = RunState::kWaiting;
        run.next_attempt_at = *after.next_attempt_at;
        waiting_.emplace(run.next_attempt_at, run.id);
        state_.counts.add("further attempts");
        release(run.task_id);
        return;
    }
    set_next_after_finish(run);
    close(run, after.to, after.reason);
}

/// What retry.h says, word by word.
void RunLives::check_retry(const OpenRun& run, const model::AttemptResult& result,
                           model::RunState to, std::optional<Instant> next_attempt_at) {
    const model::Policies& policies = run.task_at_start.policies;
    const Instant now = state_.clock.seen();
    state_.expect((to == RunState::kSucceeded) == (result.outcome == Outcome::kSuccess),
                  "success is not success");
    if (to == RunState::kWaiting) {
        const microseconds delay = *next_attempt_at - now;
        microseconds longest = policies.backoff.base;
        for (int i = 0; i < run.attempt; ++i) {
            longest = std::min<microseconds>(longest * 2, policies.backoff.cap);
        }
        state_.expect(run.attempt <= policies.retries, "more attempts than allowed");
        state_.expect(delay >= policies.backoff.base && delay <= longest,
                      "a delay before another attempt that is not within the backoff");
        state_.expect(!policies.deadline || !run.scheduled_for ||
                          *next_attempt_at <= *run.scheduled_for + *policies.deadline,
                      "another attempt past the deadline");
    } else if (result.outcome == Outcome::kTransient && run.attempt <= policies.retries) {
        state_.expect(policies.deadline.has_value() && run.scheduled_for.has_value(),
                      "an attempt that is allowed was not made");
    }
}

void RunLives::set_next_after_finish(const OpenRun& run) {
    if (!schedule::after_finish(run.task_at_start.schedule)) {
        return;
    }
    StoredTask& stored = state_.store.task(run.task_id);
    const time::Second now = state_.clock.seen_second();
    const auto next = model::next_occurrence(run.task_at_start, now);
    const bool takes_it = stored.task.state == model::TaskState::kActive &&
                          schedule::after_finish(stored.task.schedule) && !stored.task.next_run_at;
    if (!next || !takes_it) {
        return;
    }
    // Another run, claimed before the schedule was changed, counts by the schedule of its start.
    const bool same = run.task_at_start.schedule == stored.task.schedule;
    state_.expect(!same || *next == stored.occurrences.next_after_finish(now),
                  "a task goes on at another time than a period after its run");
    model::Task task = stored.task;
    task.next_run_at = next;
    state_.store.set(stored, task);
    next_set_(stored.task);
}

void RunLives::close(OpenRun& run, RunState to, RunReason reason) {
    const model::TaskId task = run.task_id;
    state_.expect(model::may_move(run.state, to), "an illegal end");
    if (to == RunState::kSucceeded) {
        state_.counts.add("runs succeeded");
    } else {
        state_.counts.add(fmt::format("runs {}{}{}", model::to_string(to),
                                      reason == RunReason::kNone ? "" : ": ",
                                      model::to_string(reason)));
    }
    state_.store.close(run);
    state_.store.forget_run(run.id);
    release(task);
    rearm(task);
}

/// After the end of a run: the others of its task that were held up.
void RunLives::release(model::TaskId id) {
    for (const model::RunId held : std::vector(state_.store.task(id).open)) {
        if (!state_.store.has_run(held)) {
            continue;
        }
        const OpenRun& run = state_.store.run(held);
        if (run.state == RunState::kQueued || run.waited) {
            try_start(held);
        }
    }
}

void RunLives::rearm(model::TaskId id) {
    StoredTask& stored = state_.store.task(id);
    if (stored.task.state != model::TaskState::kActive || stored.task.next_run_at ||
        !stored.open.empty() || !schedule::after_finish(stored.task.schedule)) {
        return;
    }
    model::Task task = stored.task;
    task.next_run_at = model::next_occurrence(task, state_.clock.seen_second());
    if (!task.next_run_at) {
        task.state = model::TaskState::kDone;
        state_.ended.push_back(id);
    }
    state_.store.set(stored, task);
    next_set_(stored.task);
}

void RunLives::settle(OpenRun& run) {
    StoredTask& stored = state_.store.task(run.task_id);
    switch (stored.task.policies.on_crash) {
        case model::OnCrash::kAsk:
            state_.counts.add("runs unknown");
            break;
        case model::OnCrash::kFail:
            state_.counts.add("runs failed: crash");
            break;
        case model::OnCrash::kRetry:
            run.state = RunState::kQueued;
            run.kill_requested = false;
            state_.store.reopen(run);
            state_.counts.add("runs tried again after a crash");
            try_start(run.id);
            return;
    }
    state_.store.forget_run(run.id);
}

void RunLives::recover() {
    for (const model::RunId id : state_.store.runs()) {
        OpenRun& run = state_.store.run(id);
        if (run.state == RunState::kRunning) {
            run.state = RunState::kUnknown;
            state_.store.close(run);
        }
    }
    for (const model::RunId id : std::exchange(without_process_, {})) {
        settle(state_.store.run(id));
    }
    for (const model::RunId id : state_.store.runs()) {
        if (!state_.store.has_run(id)) {
            continue;
        }
        OpenRun& run = state_.store.run(id);
        if (run.state == RunState::kQueued) {
            try_start(id);
        } else if (run.state == RunState::kWaiting) {
            run.waited = false;
            waiting_.emplace(run.next_attempt_at, id);
        }
    }
    for (const model::TaskId id : state_.current) {
        rearm(id);
    }
}

void RunLives::suspend(microseconds how_long) {
    std::multimap<Instant, model::RunId> later;
    for (const auto& [end, id] : ends_) {
        later.emplace(end + how_long, id);
    }
    ends_ = std::move(later);
}

void RunLives::kill_all() {
    for (const auto& [end, id] : std::exchange(ends_, {})) {
        without_process_.insert(id);
    }
}

void RunLives::cancel(model::RunId id, bool kill) {
    OpenRun& run = state_.store.run(id);
    if (run.state == RunState::kRunning) {
        if (kill) {
            run.kill_requested = true;
            hasten_kills(run.task_id);
        }
        return;
    }
    state_.counts.add("runs cancelled: task-cancelled");
    state_.store.close(run);
    state_.store.forget_run(id);
}

void RunLives::hasten_attempts() {
    const Instant now = state_.clock.seen();
    for (const auto& [at, id] : std::vector(waiting_.begin(), waiting_.end())) {
        if (!state_.store.has_run(id) || state_.store.run(id).state != RunState::kWaiting) {
            continue;
        }
        OpenRun& run = state_.store.run(id);
        const Instant latest = now + state_.store.task(run.task_id).task.policies.backoff.cap;
        if (run.next_attempt_at > latest) {
            run.next_attempt_at = latest;
            waiting_.erase({at, id});
            waiting_.emplace(latest, id);
            state_.counts.add("attempts set back with the clock");
        }
    }
}

void RunLives::hasten_kills(model::TaskId id) {
    constexpr seconds kGrace{10};
    for (const model::RunId run : state_.store.task(id).open) {
        if (!state_.store.run(run).kill_requested) {
            continue;
        }
        const auto process = std::find_if(ends_.begin(), ends_.end(),
                                          [run](const auto& end) { return end.second == run; });
        const Instant latest = state_.clock.truth + kGrace;
        if (process != ends_.end() && process->first > latest) {
            ends_.erase(process);
            ends_.emplace(latest, run);
        }
    }
}

std::optional<Instant> RunLives::next_end() const {
    return ends_.empty() ? std::nullopt : std::optional(ends_.begin()->first);
}

std::optional<Instant> RunLives::next_attempt() const {
    return waiting_.empty() ? std::nullopt : std::optional(waiting_.begin()->first);
}

}  // namespace tasksched::simulation
