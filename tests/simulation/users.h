#pragma once

#include "tests/simulation/daemon_model.h"
#include "tests/simulation/state.h"

namespace tasksched::simulation {

/// What people do to tasks, at any moment, as common/service does it.
class Users {
  public:
    Users(State& state, DaemonModel& daemon) : state_(state), daemon_(daemon) {}

    /// Stores a new task.
    void add();

    /// Does something to some task.
    void act();

    /// Changes, pauses, resumes or cancels the task, or asks for an extra run.
    void edit(model::TaskId id);

    /// Stores a new task for each that is done.
    void replace_ended();

  private:
    void change_policies(StoredTask& stored);
    void change_schedule(StoredTask& stored);
    void pause(StoredTask& stored);
    void resume(StoredTask& stored);
    void cancel(StoredTask& stored);
    void run_now(StoredTask& stored);
    void decide_missed(StoredTask& stored);
    void write(StoredTask& stored, model::Task task);

    State& state_;
    DaemonModel& daemon_;
};

}  // namespace tasksched::simulation
