#include "tests/simulation/store_model.h"

#include <algorithm>

#include "common/model/overlap.h"

namespace tasksched::simulation {

using model::RunState;
using model::TaskState;
using time::Second;

model::TaskId StoreModel::insert(DrawnTask drawn, Second now) {
    const model::TaskId id{++last_task_};
    drawn.task.id = id;
    index(drawn.task);
    tasks_.emplace(id, StoredTask{.task = std::move(drawn.task),
                                  .occurrences = std::move(drawn.occurrences),
                                  .habit = drawn.habit,
                                  .changed_at = now,
                                  .open = {},
                                  .occupied = {},
                                  .held = {}});
    return id;
}

void StoreModel::set(StoredTask& stored, model::Task task) {
    unindex(stored.task);
    stored.task = std::move(task);
    index(stored.task);
}

void StoreModel::index(const model::Task& task) {
    if (task.state == TaskState::kActive && task.next_run_at) {
        by_next_run_.emplace(*task.next_run_at, task.id);
        by_start_.emplace(model::not_before(task, *task.next_run_at), task.id);
    }
}

void StoreModel::unindex(const model::Task& task) {
    if (task.state == TaskState::kActive && task.next_run_at) {
        by_next_run_.erase({*task.next_run_at, task.id});
        by_start_.erase({model::not_before(task, *task.next_run_at), task.id});
    }
}

std::vector<model::Task> StoreModel::due_tasks(Second horizon, std::size_t limit) const {
    std::vector<model::Task> due;
    for (const auto& [when, id] : by_next_run_) {
        if (when > horizon || due.size() >= limit) {
            break;
        }
        due.push_back(tasks_.at(id).task);
    }
    return due;
}

std::optional<Second> StoreModel::earliest_start() const {
    return by_start_.empty() ? std::nullopt : std::optional(by_start_.begin()->first);
}

ClaimAnswer StoreModel::claim(const store::Claim& claim) {
    ClaimAnswer answer;
    const auto found = tasks_.find(claim.task_id);
    if (found == tasks_.end() || found->second.task.version != claim.version ||
        found->second.task.state != TaskState::kActive) {
        answer.state = store::ClaimState::kStale;
        return answer;
    }
    StoredTask& stored = found->second;
    model::Task moved = stored.task;
    moved.next_run_at = claim.next_run_at;
    moved.remaining = claim.remaining;
    moved.state = claim.done ? TaskState::kDone : TaskState::kActive;
    set(stored, std::move(moved));
    for (const store::Skip& skip : claim.skip) {
        stored.occupied.insert(skip.first.time_since_epoch().count());
    }
    stored.held.insert(stored.held.end(), claim.hold.begin(), claim.hold.end());
    const auto verdict = model::judge_overlap(claim.overlap, claim.run.size(),
                                              static_cast<std::int64_t>(stored.open.size()));
    if (verdict.ends_open_runs) {
        for (const model::RunId id : std::vector(stored.open)) {
            OpenRun& run = runs_.at(id);
            if (run.state == RunState::kRunning) {
                run.kill_requested = true;
            } else {
                close(run);
                forget_run(id);
                ++answer.replaced;
            }
        }
    }
    for (std::size_t i = 0; i < claim.run.size(); ++i) {
        const bool is_new = stored.occupied.insert(claim.run[i].time_since_epoch().count()).second;
        if (i >= verdict.allowed) {
            ++answer.overlap_skips;
        } else if (is_new) {
            answer.queued.push_back(add_run(stored, claim.run[i]));
        } else {
            ++answer.passed_over;
        }
    }
    return answer;
}

std::vector<model::RunId> StoreModel::settle_missed(StoredTask& stored,
                                                    const model::MissedVerdict& verdict) {
    stored.held.clear();
    for (const model::Skip& skip : verdict.skip) {
        stored.occupied.insert(skip.first.time_since_epoch().count());
    }
    std::vector<model::RunId> queued;
    for (const Second occurrence : verdict.run) {
        if (stored.occupied.insert(occurrence.time_since_epoch().count()).second) {
            queued.push_back(add_run(stored, occurrence));
        }
    }
    return queued;
}

model::RunId StoreModel::add_run(StoredTask& stored, std::optional<Second> scheduled_for) {
    const model::RunId id{++last_run_};
    OpenRun run;
    run.id = id;
    run.task_id = stored.task.id;
    run.scheduled_for = scheduled_for;
    runs_.emplace(id, std::move(run));
    stored.open.push_back(id);
    return id;
}

void StoreModel::close(OpenRun& run) { std::erase(tasks_.at(run.task_id).open, run.id); }

void StoreModel::reopen(OpenRun& run) { tasks_.at(run.task_id).open.push_back(run.id); }

std::vector<model::RunId> StoreModel::runs() const {
    std::vector<model::RunId> ids;
    ids.reserve(runs_.size());
    for (const auto& [id, run] : runs_) {
        ids.push_back(id);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

}  // namespace tasksched::simulation
