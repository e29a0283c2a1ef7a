#include "daemon/dispatch/waiting_runs.h"

#include <utility>

namespace tasksched::daemon {

void WaitingRuns::begin_refill(std::optional<time::Instant> loaded_until) {
    forget();
    loaded_until_ = loaded_until;
}

void WaitingRuns::add(model::Run run, time::Instant until) {
    const model::RunId id = run.id;
    if (loaded_until_ && until > *loaded_until_) {
        erase(id);
        return;
    }
    heap_.set(id, until);
    runs_.insert_or_assign(id, std::move(run));
    if (runs_.size() > kMost) {
        forget();
        loaded_until_ = time::Instant::min();
    }
}

void WaitingRuns::erase(model::RunId id) {
    heap_.erase(id);
    runs_.erase(id);
}

std::vector<model::Run> WaitingRuns::take_due(time::Instant now) {
    std::vector<model::Run> due;
    while (!heap_.empty() && *heap_.earliest() <= now) {
        due.push_back(std::move(runs_.extract(heap_.pop()).mapped()));
    }
    return due;
}

void WaitingRuns::forget() {
    heap_.clear();
    runs_.clear();
}

}  // namespace tasksched::daemon
