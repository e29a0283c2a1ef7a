#include "daemon/scheduler/scheduler.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"

namespace tasksched::daemon {
namespace {

/// How far ahead a heap that is full must speak.
constexpr std::chrono::seconds kMargin{10};

}  // namespace

void Scheduler::refill(std::vector<model::Task> tasks, time::Second until, std::size_t asked) {
    const bool truncated = tasks.size() >= asked;
    loaded_until_ = truncated ? *tasks.back().next_run_at : until;
    for (model::Task& task : tasks) {
        place(std::move(task));
    }
}

void Scheduler::changed(model::Task task) {
    const auto known = tasks_.find(task.id);
    if (known != tasks_.end() && known->second.task.version > task.version) {
        return;
    }
    const bool wanted = task.state == model::TaskState::kActive && task.next_run_at &&
                        loaded_until_ && *task.next_run_at <= *loaded_until_;
    if (wanted) {
        place(std::move(task));
    } else {
        forget(task.id);
    }
}

void Scheduler::set_calendars(schedule::Calendars calendars) {
    calendars_ = std::move(calendars);
    reset();
}

void Scheduler::reset() {
    loaded_until_.reset();
    heap_.clear();
    std::erase_if(tasks_, [](const auto& known) { return !known.second.in_claim; });
}

std::vector<DueTask> Scheduler::take_due(time::Instant now, std::size_t limit) {
    std::vector<DueTask> due;
    while (due.size() < limit && !heap_.empty() && *heap_.earliest() <= now) {
        take(tasks_.at(heap_.pop()), now, due);
    }
    return due;
}

std::vector<DueTask> Scheduler::take_ahead(std::vector<model::Task> tasks, time::Instant now) {
    std::vector<DueTask> due;
    for (model::Task& task : tasks) {
        const auto known = tasks_.find(task.id);
        const bool has_its_turn =
            known != tasks_.end() && known->second.task.version >= task.version;
        if (has_its_turn || model::not_before(task, *task.next_run_at) > now) {
            continue;
        }
        heap_.erase(task.id);
        Entry& entry = tasks_[task.id];
        entry = {.task = std::move(task)};
        take(entry, now, due);
    }
    return due;
}

/// Decides on a task that is out of the heap.
void Scheduler::take(Entry& entry, time::Instant now, std::vector<DueTask>& due) {
    const auto occurrences = schedule::Occurrences::of(entry.task.schedule, calendars_);
    if (!occurrences) {
        entry.held = true;
        held_.push_back({entry.task.id, occurrences.error().message});
        return;
    }
    entry.in_claim = true;
    due.push_back(DueTask{.claim = decide_due(entry.task, *occurrences, now, when_missed_),
                          .task = entry.task});
}

void Scheduler::claimed(const store::Claim& claim, store::ClaimState state) {
    const auto found = tasks_.find(claim.task_id);
    if (found == tasks_.end() || !found->second.in_claim ||
        found->second.task.version != claim.version) {
        return;  // changed meanwhile: what was loaded since is newer than this claim
    }
    const bool goes_on = state == store::ClaimState::kClaimed && claim.next_run_at && !claim.done;
    if (!goes_on) {
        tasks_.erase(found);
        return;
    }
    model::Task task = std::move(found->second.task);
    tasks_.erase(found);
    task.next_run_at = claim.next_run_at;
    task.remaining = claim.remaining;
    changed(std::move(task));
}

void Scheduler::claim_failed(const store::Claim& claim, time::Second retry_at) {
    const auto found = tasks_.find(claim.task_id);
    if (found != tasks_.end() && found->second.in_claim &&
        found->second.task.version == claim.version) {
        Entry& entry = found->second;
        entry.in_claim = false;
        // The clock may have been moved back since the claim was decided.
        const time::Second earliest = model::not_before(entry.task, *entry.task.next_run_at);
        heap_.set(claim.task_id, std::max(retry_at, earliest));
    }
}

std::optional<time::Second> Scheduler::next_look() const {
    const auto earliest = heap_.earliest();
    if (!earliest || !loaded_until_) {
        return earliest ? earliest : loaded_until_;
    }
    return std::min(*earliest, *loaded_until_);
}

bool Scheduler::needs_refill(time::Instant now) const {
    if (!loaded_until_) {
        return true;
    }
    if (heap_.size() < horizon_.cap / 2) {
        return *loaded_until_ < now + horizon_.span / 2;
    }
    // A heap that is full and has work to do is drained first. One that is full of tasks whose
    // jitter is not over may stand before others that are due already.
    return *loaded_until_<now + kMargin&& * heap_.earliest()> now;
}

time::Second Scheduler::refill_until(time::Instant now) const {
    return time::floor_second(now) + horizon_.span;
}

void Scheduler::place(model::Task task) {
    const model::TaskId id = task.id;
    const time::Second when = model::not_before(task, *task.next_run_at);
    Entry& entry = tasks_[id];
    if ((entry.in_claim || entry.held) && entry.task.version == task.version) {
        return;  // read before the claim that is under way took effect, or held already
    }
    entry.task = std::move(task);
    entry.in_claim = false;
    entry.held = false;
    heap_.set(id, when);
}

void Scheduler::forget(model::TaskId id) {
    heap_.erase(id);
    tasks_.erase(id);
}

}  // namespace tasksched::daemon
