#include "tests/simulation/clock_steps.h"

#include <algorithm>
#include <utility>

#include "common/schedule/occurrences.h"
#include "daemon/scheduler/replan.h"

namespace tasksched::simulation {
namespace {

using time::Second;

bool has_row(const StoredTask& stored, Second occurrence) {
    return stored.occupied.contains(occurrence.time_since_epoch().count()) ||
           std::any_of(stored.held.begin(), stored.held.end(),
                       [&](const model::MissedSpan& span) { return span.first == occurrence; });
}

void check(State& state, StoredTask& stored, Second now) {
    const model::Task& task = stored.task;
    if (schedule::after_finish(task.schedule)) {
        const Second next = stored.occurrences.next_after_finish(now);
        state.expect(*task.next_run_at <= next || has_row(stored, next),
                     "a clock that was set back leaves a task waiting for its period");
        return;
    }
    auto next = stored.occurrences.next(now);
    while (next && has_row(stored, *next)) {
        next = stored.occurrences.next(*next);
    }
    state.expect(!next || *task.next_run_at <= *next,
                 "a clock that was set back leaves a task waiting past its next occurrence");
}

}  // namespace

void follow_clock(State& state, RunLives& lives) {
    const schedule::Calendars none;
    const Second now = state.clock.seen_second();
    for (const model::TaskId id : state.current) {
        StoredTask& stored = state.store.task(id);
        if (stored.task.state != model::TaskState::kActive || !stored.task.next_run_at ||
            *stored.task.next_run_at <= now) {
            continue;
        }
        const auto occurrences = schedule::Occurrences::of(stored.task.schedule, none);
        const Second next = daemon::replanned_by_clock(
            occurrences.value(), *stored.task.next_run_at, now,
            [&](Second occurrence) { return has_row(stored, occurrence); });
        if (next != *stored.task.next_run_at) {
            model::Task task = stored.task;
            task.next_run_at = next;
            state.store.set(stored, std::move(task));
            state.counts.add("next times set back with the clock");
        }
        if (state.random.chance(10)) {
            check(state, stored, now);
        }
    }
    lives.hasten_attempts();
}

}  // namespace tasksched::simulation
