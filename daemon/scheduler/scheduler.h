#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/model/task.h"
#include "common/schedule/calendars.h"
#include "common/store/run_writer.h"
#include "daemon/scheduler/due.h"
#include "daemon/scheduler/time_heap.h"

namespace tasksched::daemon {

/// How much of the store's future is kept in memory.
struct Horizon {
    std::chrono::seconds span{3600};  ///< tasks due later than this from now are not loaded
    std::size_t cap = 10'000;         ///< nor, at a time, more tasks than this
};

/// A task that has come due, and what is to be done about it.
struct DueTask {
    store::Claim claim;
    model::Task task;  ///< as it was decided on
};

/// A task that is due and is not claimed, and why: the calendars lack one that it names. It waits
/// for calendars that have it.
struct HeldTask {
    model::TaskId id;
    std::string why;
};

/// Knows which task is due next. Pure: it reads no clock and no store; its owner loads tasks into
/// it, asks what is due, carries the claims to the store and tells what came of them.
///
/// A task whose claim is under way is out of the heap until the store's answer is told; what is
/// loaded meanwhile replaces it, so that an edit is never overwritten by an older claim.
class Scheduler {
  public:
    explicit Scheduler(Horizon horizon) : horizon_(horizon) {}

    /// Takes the answer to 'which tasks are due up to `until`, the earliest `asked` of them': from
    /// now on the heap speaks for the time up to `until`, or, where there may be more than `asked`,
    /// up to that of the last one.
    void refill(std::vector<model::Task> tasks, time::Second until, std::size_t asked);

    /// Takes a task that was added or changed, unless a newer version of it is known; one that is
    /// not active, has no next time, or is due beyond what is loaded, is dropped.
    void changed(model::Task task);

    /// Takes other calendars, and forgets all that was loaded: it may be due at other times.
    void set_calendars(schedule::Calendars calendars);
    [[nodiscard]] const schedule::Calendars& calendars() const { return calendars_; }

    /// What becomes of occurrences that are missed, from the next take_due() on.
    void set_when_missed(WhenMissed when_missed) { when_missed_ = when_missed; }

    /// Forgets all that was loaded: too much changed to hear of it one by one. Claims under way are
    /// still answered.
    void reset();

    /// The tasks that are due at `now`, the earliest first, at most `limit`, each with its claim.
    /// Those that must be held are told by take_held() instead.
    std::vector<DueTask> take_due(time::Instant now, std::size_t limit);

    /// Whether so many tasks have missed their times that those which are due since wait behind
    /// them in the store.
    [[nodiscard]] bool is_behind(time::Instant now) const {
        return loaded_until_ && *loaded_until_ < now - kMissedAfter;
    }

    /// As take_due() of these tasks, as far as they are due and not known yet: what comes in time
    /// need not wait for what was missed.
    std::vector<DueTask> take_ahead(std::vector<model::Task> tasks, time::Instant now);

    /// The tasks that are held since the last call.
    std::vector<HeldTask> take_held() { return std::exchange(held_, {}); }

    /// Tells what came of a claim. With kStale the task is forgotten: its new version comes by
    /// changed().
    void claimed(const store::Claim& claim, store::ClaimState state);

    /// Tells that a claim could not be brought to the store: it is decided anew at `retry_at`, or
    /// when the task starts, if the clock was moved back before that.
    void claim_failed(const store::Claim& claim, time::Second retry_at);

    /// When the earliest task starts; none where no task is loaded.
    [[nodiscard]] std::optional<time::Second> next_due() const { return heap_.earliest(); }

    /// When the owner must look again at the latest: a task starts then, or what is loaded ends, so
    /// that another one may start. None where nothing was loaded yet.
    [[nodiscard]] std::optional<time::Second> next_look() const;

    /// Whether tasks should be loaded at `now` for the heap to go on.
    [[nodiscard]] bool needs_refill(time::Instant now) const;

    /// How far ahead a refill at `now` asks, and for how many tasks. More than are known, so that
    /// each refill brings new ones.
    [[nodiscard]] time::Second refill_until(time::Instant now) const;
    [[nodiscard]] std::size_t refill_limit() const { return tasks_.size() + horizon_.cap; }

    /// How many tasks are in memory.
    [[nodiscard]] std::size_t size() const { return tasks_.size(); }

  private:
    struct Entry {
        model::Task task;
        bool in_claim = false;
        bool held = false;  ///< out of the heap, until it changes or the calendars do
    };

    void take(Entry& entry, time::Instant now, std::vector<DueTask>& due);
    void place(model::Task task);
    void forget(model::TaskId id);

    Horizon horizon_;
    schedule::Calendars calendars_;
    WhenMissed when_missed_ = WhenMissed::kPolicy;
    std::vector<HeldTask> held_;
    std::optional<time::Second> loaded_until_;  ///< none before the first refill
    std::unordered_map<model::TaskId, Entry> tasks_;
    TimeHeap<model::TaskId, time::Second> heap_;
};

}  // namespace tasksched::daemon
