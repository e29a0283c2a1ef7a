#pragma once

#include "tests/simulation/run_lives.h"
#include "tests/simulation/state.h"

namespace tasksched::simulation {

/// What the daemon does where the clock was set back (daemon/duties/replanning.h): tasks that wait
/// for a time that the clock showed, and shows no more, come sooner, and so do waiting runs. Checks
/// for some of the tasks that none waits past its next occurrence that has no row.
void follow_clock(State& state, RunLives& lives);

}  // namespace tasksched::simulation
