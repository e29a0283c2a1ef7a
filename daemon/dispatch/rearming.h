#pragma once

#include <optional>

#include "common/base/error.h"
#include "common/model/task.h"
#include "common/store/store.h"

namespace tasksched::daemon {

/// After a run ended otherwise than by the end of an attempt: sets the next time of its task, where
/// that is counted from the end of its runs, has none, and no other run is under way. Returns the
/// task with it; none where nothing is to be set.
base::Result<std::optional<model::Task>> rearm(store::Transaction& transaction, model::TaskId id,
                                               time::Instant now);

}  // namespace tasksched::daemon
