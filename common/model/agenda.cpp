#include "common/model/agenda.h"

#include <utility>

#include "common/base/check.h"

namespace tasksched::model {

void Agenda::add(Task task, const schedule::Calendars& calendars) {
    if (!task.next_run_at || *task.next_run_at > until_) {
        return;
    }
    Upcoming upcoming(std::move(task), calendars, from_);
    if (upcoming.front()) {
        tasks_.push_back(std::move(upcoming));
        push(tasks_.size() - 1);
    }
}

const Upcoming* Agenda::front() const {
    return heap_.empty() ? nullptr : &tasks_[std::get<std::size_t>(heap_.top())];
}

void Agenda::pop() {
    TASKSCHED_CHECK(!heap_.empty());
    const std::size_t index = std::get<std::size_t>(heap_.top());
    heap_.pop();
    tasks_[index].pop();
    push(index);
}

void Agenda::push(std::size_t index) {
    const Upcoming& upcoming = tasks_[index];
    if (upcoming.front() && upcoming.front()->starts_at <= until_) {
        heap_.emplace(upcoming.front()->starts_at, upcoming.task().id.value, index);
    }
}

}  // namespace tasksched::model
