#pragma once

namespace tasksched::store {

enum class StartState {
    kStarted,
    kHeld,  ///< another run of the task is running, and its overlap policy is not `allow`
    kGone,  ///< not queued or waiting any more
};

/// What came of an attempt to start a run; the members beside `state` are set for kStarted.
struct StartResult {
    StartState state = StartState::kGone;
    int attempt = 0;  ///< the number of the attempt that starts
};

}  // namespace tasksched::store
