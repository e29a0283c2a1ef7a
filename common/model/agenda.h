#pragma once

#include <cstddef>
#include <functional>
#include <queue>
#include <tuple>
#include <vector>

#include "common/model/upcoming.h"

namespace tasksched::model {

/// What many tasks have ahead of them, in the order in which it starts; of what starts in the same
/// second, the lower id first. A merge by a heap: it keeps each task once, and only those that have
/// something in the span. Pure.
class Agenda {
  public:
    /// Occurrences that start strictly after `from`, and not after `until`.
    Agenda(time::Second from, time::Second until) : from_(from), until_(until) {}

    /// `calendars`, those that the task names among them, must outlive the agenda.
    void add(Task task, const schedule::Calendars& calendars);

    /// The task that is next, its front() the occurrence; nullptr after the last.
    [[nodiscard]] const Upcoming* front() const;

    /// Goes on to the next one. There must be a front().
    void pop();

  private:
    /// When the task's next occurrence starts, the task's id, and where it stands in tasks_.
    using Key = std::tuple<time::Second, std::int64_t, std::size_t>;

    void push(std::size_t index);

    time::Second from_;
    time::Second until_;
    std::vector<Upcoming> tasks_;
    std::priority_queue<Key, std::vector<Key>, std::greater<>> heap_;
};

}  // namespace tasksched::model
