#pragma once

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

#include "common/model/run.h"
#include "daemon/scheduler/time_heap.h"

namespace tasksched::daemon {

/// The runs that wait for a time: that of their next attempt, or the earliest at which they may
/// start. All that wait in the store up to some time are in memory; the rest is read when few of
/// these are left. However many wait, memory holds so many only.
class WaitingRuns {
  public:
    /// Once fewer than this are in memory, more are read.
    static constexpr std::size_t kFew = 5'000;

    /// At more than this they are forgotten, and the earliest of them read again.
    static constexpr std::size_t kMost = 20'000;

    /// Forgets all. Those up to `loaded_until`, or without it all, are added anew from the store.
    void begin_refill(std::optional<time::Instant> loaded_until);

    /// Adds a run that waits in the store, or moves it. A later one than what is loaded is left to
    /// the store.
    void add(model::Run run, time::Instant until);

    void erase(model::RunId id);

    /// Whether there may be more in the store, and few are left here.
    [[nodiscard]] bool wants_refill() const { return loaded_until_ && runs_.size() < kFew; }

    /// When the earliest comes due; none where none waits here.
    [[nodiscard]] std::optional<time::Instant> next_due() const { return heap_.earliest(); }

    /// Removes those that are due at `now`, the earliest first.
    std::vector<model::Run> take_due(time::Instant now);

    [[nodiscard]] std::size_t size() const { return runs_.size(); }

  private:
    void forget();

    std::optional<time::Instant> loaded_until_;  ///< none: all of them are here
    TimeHeap<model::RunId, time::Instant> heap_;
    std::unordered_map<model::RunId, model::Run> runs_;
};

}  // namespace tasksched::daemon
