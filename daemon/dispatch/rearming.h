#pragma once

#include <optional>

#include "common/base/error.h"
#include "common/model/task.h"
#include "common/store/store.h"

namespace tasksched::daemon {

/// After the end of a run that did not set it: sets the next time of the run's task, where that is
/// counted from the end of its runs, has none, and no other run is under way; where there is no
/// further time, the task is done. Returns the task as it stands then; none where nothing is to be
/// set.
base::Result<std::optional<model::Task>> rearm(store::Transaction& transaction, model::TaskId id,
                                               time::Instant now);

}  // namespace tasksched::daemon
