#pragma once

#include <optional>

#include "common/base/error.h"
#include "common/model/task.h"
#include "common/store/store.h"
#include "daemon/dispatch/starting.h"

namespace tasksched::daemon {

/// What the end of an attempt means beyond its run, in the transaction that records the end and
/// before it is recorded there: where a part of the run was rejected, the task is cancelled, and
/// its queued and waiting runs; where the run is over, none of its parts stays open: those that
/// were sent are unknown, and those that were not have failed. Returns the task as it stands then,
/// where it was changed. Nothing is done of a run that is not this attempt's any more.
base::Result<std::optional<model::Task>> draw_consequences(store::Transaction& transaction,
                                                           const store::Tenure& tenure,
                                                           const StartedRun& run,
                                                           const store::Finish& finish,
                                                           time::Instant now);

/// The state of a run that waits for an attempt that will not come: failed, or unknown where parts
/// of it may have come to something. None of them stays open.
base::Result<model::RunState> end_parts(store::Transaction& transaction, model::RunId run);

}  // namespace tasksched::daemon
