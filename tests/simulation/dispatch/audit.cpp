#include "tests/simulation/dispatch/audit.h"
#include "common/time/time_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tasksched::simulation {

using model::RunState;

void Audit::expect(bool holds, std::string_view rule, std::int64_t subject) {
    if (!holds && problem_.empty()) {
        problem_ = fmt::format("{} ({})", rule, subject);
    }
}

/// Runs whose row may be another one now; more is no harm.
std::set<model::RunId> Audit::perhaps_changed(const Changes& changes) const {
    std::set<model::RunId> ids = changes.runs;
    for (const model::TaskId task : changes.tasks) {
        const auto found = runs_of_.find(task);
        if (found == runs_of_.end()) {
            continue;
        }
        ids.insert(found->second.back());  // a skip may be folded into it
        for (const model::RunId id : found->second) {
            if (open_.contains(id)) {
                ids.insert(id);
            }
        }
    }
    if (changes.attempts_hastened) {
        ids.insert(open_.begin(), open_.end());
    }
    return ids;
}

void Audit::committed(const Changes& changes) {
    const auto changed = perhaps_changed(changes);
    const std::size_t known = runs_.size();
    read_new_runs();
    std::vector<std::pair<model::Run, model::Run>> moves;
    for (const model::RunId id : changed) {
        auto& now = runs_.at(static_cast<RunIndex>(id.value - 1));
        if (static_cast<RunIndex>(id.value) <= known) {
            model::Run before = std::exchange(now, **store_->reader().run(id));
            moves.emplace_back(std::move(before), now);
        }
    }
    for (std::size_t i = known; i < runs_.size(); ++i) {
        model::Run before = runs_[i];
        before.state = RunState::kQueued;
        before.attempt = 0;
        moves.emplace_back(std::move(before), runs_[i]);
    }
    for (const auto& [before, after] : moves) {
        const model::RunId id = after.id;
        if (after.kill_requested_at) {
            kills_.insert(id);
        }
        model::is_final(after.state) ? static_cast<void>(open_.erase(id))
                                     : static_cast<void>(open_.insert(id));
        after.state == RunState::kUnknown ? static_cast<void>(unknown_.insert(id))
                                          : static_cast<void>(unknown_.erase(id));
    }
    std::map<model::TaskId, model::Task> tasks_before;
    for (const model::TaskId id : changes.tasks) {
        model::Task now = **store_->reader().task(id);
        if (auto stored = tasks_.find(id); stored != tasks_.end()) {
            tasks_before.emplace(id, std::exchange(stored->second, std::move(now)));
        } else {
            tasks_.emplace(id, std::move(now));
        }
    }
    for (const store::Claim& claim : changes.claims) {
        check_claim(claim, tasks_before.at(claim.task_id));
    }
    for (const model::TaskId id : changes.tasks) {
        if (const auto before = tasks_before.find(id); before != tasks_before.end()) {
            // Between a claim and what sets the next time again, the task had none.
            const bool had_none =
                schedule::after_finish(before->second.schedule) &&
                std::any_of(changes.claims.begin(), changes.claims.end(),
                            [&](const store::Claim& claim) { return claim.task_id == id; });
            check_task(before->second, tasks_.at(id), changes.edited.contains(id) || had_none);
        }
    }
    for (const auto& [before, after] : moves) {
        check_move(before, after);
    }
}

void Audit::read_new_runs() {
    for (;;) {
        auto run = store_->reader().run({static_cast<std::int64_t>(runs_.size()) + 1});
        if (!run || !*run) {
            return;
        }
        runs_of_[(*run)->task_id].push_back((*run)->id);
        runs_.push_back(std::move(**run));
    }
}

void Audit::check_move(const model::Run& before, const model::Run& after) {
    const std::int64_t id = after.id.value;
    if (before.state == after.state && before.attempt == after.attempt) {
        return;
    }
    trace_.add(clock_.truth(), Step::kRecorded, id, static_cast<std::int64_t>(after.state));
    const bool was_final = model::is_final(before.state) && before.state != RunState::kUnknown;
    expect(!was_final, "a final state has changed", id);
    if (after.attempt != before.attempt) {
        check_start(before, after);
    } else if (before.state == RunState::kRunning) {
        check_end(before, after);
    }
    if (after.state == RunState::kRunning) {
        expect(!after.owner.empty() && after.term > 0, "a running run has no owner", id);
    }
    if (before.state == RunState::kUnknown && after.state != RunState::kUnknown) {
        check_settled(after);
    }
}

void Audit::check_start(const model::Run& before, const model::Run& after) {
    const std::int64_t id = after.id.value;
    const model::Policies& policies = task_of(after).policies;
    expect(after.attempt == before.attempt + 1, "an attempt is left out", id);
    expect(after.state == RunState::kRunning, "an attempt began and its run does not run", id);
    if (before.attempt > 0) {
        const bool again = before.state == RunState::kWaiting;
        const auto attempts = store_->reader().attempts(after.id);
        const bool was_hidden = attempts && attempts->size() >= 2 &&
                                !attempts->at(attempts->size() - 2).outcome &&
                                policies.on_crash == model::OnCrash::kRetry;
        expect(again || was_hidden, "another attempt without a recorded reason", id);
    }
    if (policies.overlap != model::Overlap::kAllow) {
        expect(!another_runs(after), "two runs of a task that must not overlap", id);
    }
    check_turns(after);
}

/// The end that is recorded is the one that the process came to.
void Audit::check_end(const model::Run& before, const model::Run& after) {
    const std::int64_t id = after.id.value;
    if (after.state == RunState::kUnknown) {
        check_unknown(after);
        return;
    }
    const auto pid = processes_.find({before.id, before.attempt});
    expect(pid.has_value(), "an end is recorded of what never ran", id);
    if (!pid) {
        return;
    }
    const Process& process = processes_.process(*pid);
    const model::Outcome outcome = process.result.outcome;
    expect(!process.lives, "an end is recorded of what still runs", id);
    expect((after.state == RunState::kSucceeded) == (outcome == model::Outcome::kSuccess),
           "the end that is recorded is not the true one", id);
    if (after.state == RunState::kWaiting) {
        check_wait(after);
        expect(outcome == model::Outcome::kTransient, "another try of what will not do", id);
        expect(after.attempt <= task_of(after).policies.retries, "more retries than allowed", id);
    }
    if (after.state == RunState::kCancelled) {
        // One that was to wait for its next attempt may be replaced in the transaction of its end.
        expect(kills_.contains(after.id) || after.reason == model::RunReason::kReplaced,
               "a run is cancelled without anybody's wish", id);
    }
}

/// Only what carried it out knew the end, and that is gone.
void Audit::check_unknown(const model::Run& run) {
    const auto attempts = store_->reader().attempts(run.id);
    const bool is_told = attempts && !attempts->empty() && attempts->back().supervisor;
    expect(is_told && !attempts->back().supervisor->empty() &&
               supervisor_.was_killed(*attempts->back().supervisor),
           "a run is unknown though its supervisor lives", run.id.value);
}

void Audit::check_wait(const model::Run& run) {
    if (!clock_is_trusted_) {
        return;
    }
    const model::Backoff& backoff = task_of(run).policies.backoff;
    expect(*run.next_attempt_at <= clock_.now() + backoff.cap, "a backoff above its cap",
           run.id.value);
    expect(*run.next_attempt_at >= *run.started_at + backoff.base, "a backoff below its base",
           run.id.value);
}

void Audit::check_settled(const model::Run& run) {
    const model::OnCrash policy = task_of(run).policies.on_crash;
    // What is queued again may be cancelled or skipped in the same transaction.
    const bool is_queued = !model::is_final(run.state) || run.state == RunState::kCancelled ||
                           run.state == RunState::kSkipped;
    const bool is_right = policy == model::OnCrash::kRetry  ? is_queued
                          : policy == model::OnCrash::kFail ? run.state == RunState::kFailed
                                                            : false;
    expect(is_right, "an unknown run is settled otherwise than its policy says", run.id.value);
}

void Audit::check_task(const model::Task& before, const model::Task& after, bool edited) {
    const bool goes_back =
        before.next_run_at && after.next_run_at && *after.next_run_at < *before.next_run_at;
    expect(edited || !goes_back, "a next time has gone back", after.id.value);
    expect(edited || before.version == after.version, "a version rose by itself", after.id.value);
}

/// It accounts for each occurrence from the task's next time on, each once, and goes on at the
/// next.
void Audit::check_claim(const store::Claim& claim, const model::Task& before) {
    const std::int64_t id = claim.task_id.value;
    expect(before.version == claim.version, "a claim of an older version", id);
    expect(before.next_run_at.has_value(), "a claim of a task that is not due", id);
    if (!before.next_run_at) {
        return;
    }
    std::vector<std::pair<time::Second, time::Second>> spans;
    for (const time::Second occurrence : claim.run) {
        spans.emplace_back(occurrence, occurrence);
        expect(is_accounted_for(claim.task_id, occurrence), "an occurrence is lost", id);
    }
    for (const store::Skip& skip : claim.skip) {
        spans.emplace_back(skip.first, skip.through);
    }
    std::sort(spans.begin(), spans.end());
    std::optional<time::Second> next = before.next_run_at;
    for (const auto& [first, last] : spans) {
        expect(next == first, "a claim leaves out an occurrence, or makes one again", id);
        next = schedule::next_occurrence(before.schedule, last);
        expect(is_accounted_for(claim.task_id, first) && is_accounted_for(claim.task_id, last),
               "a skipped occurrence is lost", id);
    }
    if (!schedule::after_finish(before.schedule)) {
        expect(claim.done || claim.next_run_at == next, "a task goes on elsewhere", id);
    }
}

bool Audit::is_accounted_for(model::TaskId task, time::Second occurrence) const {
    const auto found = runs_of_.find(task);
    return found != runs_of_.end() &&
           std::any_of(found->second.rbegin(), found->second.rend(), [&](model::RunId id) {
               const model::Run& run = runs_.at(static_cast<RunIndex>(id.value - 1));
               return run.scheduled_for && *run.scheduled_for <= occurrence &&
                      occurrence <= run.through.value_or(*run.scheduled_for);
           });
}

bool Audit::all_is_over() const {
    const bool is_settled = std::all_of(unknown_.begin(), unknown_.end(), [&](model::RunId id) {
        const model::Run& run = runs_.at(static_cast<RunIndex>(id.value - 1));
        return task_of(run).policies.on_crash == model::OnCrash::kAsk;
    });
    return open_.empty() && is_settled &&
           std::none_of(tasks_.begin(), tasks_.end(), [](const auto& known) {
               return known.second.state == model::TaskState::kActive;
           });
}

std::string Audit::what_is_open() const {
    std::string text;
    for (const model::RunId id : open_) {
        const model::Run& run = runs_.at(static_cast<RunIndex>(id.value - 1));
        const auto until =
            run.next_attempt_at ? *run.next_attempt_at : time::Instant(run.not_before);
        text += fmt::format("  run {} of task {} is {}, attempt {}, not before {}\n", id.value,
                            run.task_id.value, model::to_string(run.state), run.attempt,
                            time::format_instant(until, time::Zone()));
    }
    for (const model::RunId id : unknown_) {
        text += fmt::format("  run {} is unknown\n", id.value);
    }
    for (const auto& [id, task] : tasks_) {
        if (task.state == model::TaskState::kActive) {
            text += fmt::format("  task {} ({}, overlap {}) is active, next {}, left {}\n",
                                id.value, schedule::describe(task.schedule),
                                model::to_string(task.policies.overlap),
                                task.next_run_at ? task.next_run_at->time_since_epoch().count() : 0,
                                task.remaining.value_or(-1));
            if (const auto found = runs_of_.find(id); found != runs_of_.end()) {
                const model::Run& run =
                    runs_.at(static_cast<RunIndex>(found->second.back().value - 1));
                text += fmt::format("    its last run {} is {} {}\n", run.id.value,
                                    model::to_string(run.state), model::to_string(run.reason));
            }
        }
    }
    return text;
}

}  // namespace tasksched::simulation
