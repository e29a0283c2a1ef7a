#pragma once

#include "common/base/error.h"
#include "common/model/run.h"
#include "common/store/task_writer.h"

namespace tasksched::service {

/// Moves a run on from the state in which it was read. kTryAgain where it has another one by now.
base::Result<void> move_run(store::TaskWriter& tasks, const model::Run& run, model::RunState to,
                            model::RunReason reason, time::Instant at);

}  // namespace tasksched::service
