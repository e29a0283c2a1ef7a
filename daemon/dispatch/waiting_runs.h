#pragma once

#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/model/run.h"
#include "daemon/scheduler/time_heap.h"

namespace tasksched::daemon {

/// The runs that wait for a time, as far as they are in memory: that of their next attempt, or the
/// earliest at which they may start.
class WaitingRuns {
  public:
    /// Adds a run, or moves it.
    void add(model::Run run, time::Instant until) {
        const model::RunId id = run.id;
        heap_.set(id, until);
        runs_.insert_or_assign(id, std::move(run));
    }

    void erase(model::RunId id) {
        heap_.erase(id);
        runs_.erase(id);
    }

    [[nodiscard]] bool contains(model::RunId id) const { return runs_.contains(id); }

    /// When the earliest comes due; none where none waits.
    [[nodiscard]] std::optional<time::Instant> next_due() const { return heap_.earliest(); }

    /// Removes those that are due at `now`, the earliest first.
    std::vector<model::Run> take_due(time::Instant now) {
        std::vector<model::Run> due;
        while (!heap_.empty() && *heap_.earliest() <= now) {
            due.push_back(std::move(runs_.extract(heap_.pop()).mapped()));
        }
        return due;
    }

    [[nodiscard]] std::size_t size() const { return runs_.size(); }

  private:
    TimeHeap<model::RunId, time::Instant> heap_;
    std::unordered_map<model::RunId, model::Run> runs_;
};

}  // namespace tasksched::daemon
