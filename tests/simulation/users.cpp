#include "tests/simulation/users.h"

#include <algorithm>
#include <utility>

#include "common/schedule/schedule.h"

namespace tasksched::simulation {

using model::TaskState;
using time::Second;

void Users::add() {
    const Second now = state_.clock.seen_second();
    const model::TaskId id = state_.store.insert(state_.draw.draw(now), now);
    state_.current.push_back(id);
    state_.counts.add("tasks");
    daemon_.hear(state_.store.task(id).task);
}

void Users::act() { edit(state_.random.of(state_.current)); }

void Users::edit(model::TaskId id) {
    StoredTask& stored = state_.store.task(id);
    if (stored.task.state != TaskState::kActive && stored.task.state != TaskState::kPaused) {
        return;
    }
    const int what = state_.random.small(0, 99);
    if (what < 30) {
        change_policies(stored);
    } else if (what < 50) {
        change_schedule(stored);
    } else if (what < 80) {
        stored.task.state == TaskState::kActive ? pause(stored) : resume(stored);
    } else if (what < 90) {
        cancel(stored);
    } else if (stored.held.empty()) {
        run_now(stored);
    } else {
        decide_missed(stored);
    }
}

void Users::replace_ended() {
    for (const model::TaskId id : std::exchange(state_.ended, {})) {
        std::erase(state_.current, id);
        add();
    }
}

void Users::write(StoredTask& stored, model::Task task) {
    ++task.version;
    state_.store.set(stored, std::move(task));
    daemon_.hear(stored.task);
}

void Users::change_policies(StoredTask& stored) {
    model::Task task = stored.task;
    task.policies = state_.draw.policies();
    write(stored, std::move(task));
    state_.counts.add("updates of policies");
}

void Users::change_schedule(StoredTask& stored) {
    const Second now = state_.clock.seen_second();
    DrawnTask drawn = state_.draw.draw(now);
    model::Task task = stored.task;
    task.schedule = drawn.task.schedule;
    task.remaining = drawn.task.remaining;
    task.jitter = drawn.task.jitter;
    if (task.state == TaskState::kActive) {
        task.next_run_at = drawn.task.next_run_at;
    }
    stored.occurrences = std::move(drawn.occurrences);
    stored.changed_at = now;
    write(stored, std::move(task));
    state_.counts.add("updates of schedules");
}

void Users::pause(StoredTask& stored) {
    model::Task task = stored.task;
    task.state = TaskState::kPaused;
    task.next_run_at.reset();
    write(stored, std::move(task));
    state_.counts.add("pauses");
}

void Users::resume(StoredTask& stored) {
    const Second now = state_.clock.seen_second();
    model::Task task = stored.task;
    const auto next = model::next_occurrence(task, now);
    auto expected = schedule::after_finish(task.schedule)
                        ? stored.occurrences.next_after_finish(now)
                        : stored.occurrences.next(now);
    if (expected && task.schedule.until && *expected > *task.schedule.until) {
        expected.reset();
    }
    state_.expect(next == expected || (!expected && next && *next >= kLastInstant),
                  "a task is resumed at another time than its next occurrence");
    if (!next) {
        cancel(stored);  // its schedule is over
        return;
    }
    task.state = TaskState::kActive;
    task.next_run_at = next;
    stored.changed_at = now;
    write(stored, std::move(task));
    state_.counts.add("resumes");
}

void Users::cancel(StoredTask& stored) {
    const bool kill = state_.random.chance(50);
    model::Task task = stored.task;
    task.state = TaskState::kCancelled;
    task.next_run_at.reset();
    write(stored, std::move(task));
    state_.counts.add("cancels");
    state_.ended.push_back(stored.task.id);
    for (const model::RunId id : std::vector(stored.open)) {
        daemon_.lives().cancel(id, kill);
    }
}

void Users::run_now(StoredTask& stored) {
    const model::RunId id = state_.store.add_run(stored, std::nullopt);
    state_.counts.add("extra runs");
    if (daemon_.is_up()) {
        daemon_.lives().try_start(id);
    }
}

/// What is held is accounted for once: it runs, or it is skipped, as the policies say or for all.
void Users::decide_missed(StoredTask& stored) {
    const Second now = state_.clock.seen_second();
    const auto ahead = [now](const model::MissedSpan& span) { return span.through > now; };
    if (std::any_of(stored.held.begin(), stored.held.end(), ahead)) {
        return;  // the clock was set back
    }
    std::sort(stored.held.begin(), stored.held.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    const auto verdict =
        state_.random.chance(30)
            ? model::skip_missed(stored.held, model::RunReason::kMissed)
            : model::judge_missed(stored.task.policies, stored.held, now, std::nullopt);
    const auto missed = model::count_missed(stored.held);
    const auto skipped = model::count_skipped(verdict);
    const auto runs = static_cast<std::int64_t>(verdict.run.size());
    state_.expect(!missed || !skipped || *missed == *skipped + runs,
                  "of what was held, some is neither run nor skipped");
    state_.expect(runs <= model::kMostMadeUp, "more than the bound is made up");
    for (const Second run : verdict.run) {
        const auto& deadline = stored.task.policies.deadline;
        state_.expect(!deadline || now - run <= *deadline, "a held one runs past its deadline");
    }
    const auto queued = state_.store.settle_missed(stored, verdict);
    state_.counts.add("decisions on what was missed");
    state_.counts.add("runs: held ones", static_cast<std::int64_t>(queued.size()));
    for (const model::RunId id : queued) {
        if (daemon_.is_up() && state_.store.has_run(id)) {
            daemon_.lives().try_start(id);
        }
    }
}

}  // namespace tasksched::simulation
