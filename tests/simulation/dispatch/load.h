#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "tests/simulation/dispatch/audit.h"
#include "tests/simulation/random.h"

namespace tasksched::simulation {

/// The users of a simulated world: the tasks that they schedule, what they change, and how the
/// processes of their tasks behave.
class Load {
  public:
    /// `told` is called after each change.
    Load(Random& random, WorldClock& clock, ObservedStore& store, const Audit& audit,
         std::function<void()> told);

    /// Schedules tasks that come to about `runs` runs, the most of them now, the others later.
    void schedule(Timeline& timeline, int runs);

    /// Pauses, resumes, cancels, updates a task, kills a run, or asks for an extra one.
    void edit();

    /// Lets every task come to its end: what is paused goes on.
    void resume_all();

    /// What a process of the job does.
    std::pair<std::chrono::microseconds, model::AttemptResult> plan(const Job& job);

  private:
    struct Habit {
        std::chrono::seconds longest{1};
        int failures = 0;  ///< of a hundred
    };

    model::Task draw_task();
    void draw_policies(model::Task& task);
    void add(model::Task task);
    void set_state(const model::Task& task, model::TaskState to);
    void cancel(const model::Task& task);
    void update(model::Task task);
    void kill_run(const model::Task& task);
    void run_now(const model::Task& task);
    void change(const std::function<base::Result<void>(store::TaskWriter&)>& work);
    [[nodiscard]] store::Author author(const std::string& operation) const;

    Random& random_;
    WorldClock& clock_;
    ObservedStore& store_;
    const Audit& audit_;
    std::function<void()> told_;
    std::map<model::TaskId, Habit> habits_;
    int users_;
};

}  // namespace tasksched::simulation
