#pragma once

#include <cstdint>

#include "common/base/error.h"
#include "common/model/task.h"
#include "common/store/store.h"

namespace tasksched::service {

/// What cancelling a task came to.
struct CancelledTask {
    bool changed = false;             ///< it was not over before
    std::int64_t runs_cancelled = 0;  ///< those that were queued or waiting
};

/// Cancels a task as it stands in this transaction, for whoever may: its schedule, its queued and
/// waiting runs, for `reason`, and what it missed and nobody has decided on. Running ones go on. Of
/// a task that is over the runs are cancelled all the same. kTryAgain where it was changed
/// meanwhile.
base::Result<CancelledTask> cancel_task(store::Transaction& transaction, const model::Task& task,
                                        model::RunReason reason, const store::Author& author);

}  // namespace tasksched::service
