#pragma once

#include <cstdint>
#include <optional>

#include "common/model/task.h"
#include "common/schedule/calendars.h"

namespace tasksched::model {

/// One occurrence that is to come.
struct Occurrence {
    time::Second scheduled_for;  ///< its nominal time
    time::Second starts_at;      ///< when its run starts where nothing delays it: jitter included

    friend bool operator==(const Occurrence&, const Occurrence&) = default;
};

/// The occurrences of a task that are to come, one after the other, as the scheduler will claim
/// them: from its next_run_at on, and no more than its count leaves. None starts before the one
/// ahead of it, whatever their jitter. Pure; the memory does not grow with the occurrences.
///
/// Occurrences that calendars exclude are not among them. None for a task without a next_run_at:
/// one that is paused or over, @reboot, one that waits for the end of its run; nor for one that is
/// held, as the calendars lack one that it names. Of a task that is counted from the end of its
/// runs, the next one alone.
class Upcoming {
  public:
    /// Those that start strictly after `from`. `calendars` must outlive it.
    Upcoming(Task task, const schedule::Calendars& calendars, time::Second from);

    /// The task; its `remaining` counts front() and what follows it.
    [[nodiscard]] const Task& task() const { return task_; }

    /// The first that was not popped; none after the last.
    [[nodiscard]] const std::optional<Occurrence>& front() const { return front_; }

    /// Goes on to the next one. front() must not be empty.
    void pop();

  private:
    void begin(time::Second from);
    [[nodiscard]] std::optional<time::Second> next_run(time::Second after) const;
    void show(std::optional<time::Second> occurrence);

    Task task_;
    const schedule::Calendars* calendars_;
    std::optional<Occurrence> front_;
};

/// How many occurrences the count of a task leaves once those up to `from` have been claimed; none
/// for a task without a count. Its cost grows with the occurrences between the task's next_run_at
/// and `from`, unless it has a period in seconds and no calendars.
std::optional<std::int64_t> remaining_after(const Task& task, const schedule::Calendars& calendars,
                                            time::Second from);

}  // namespace tasksched::model
