#pragma once

#include "common/base/error.h"
#include "common/store/store.h"

namespace tasksched::cli::commands {

/// Waits until another process has committed to the store since the last call, asking every 20 ms,
/// and a second at most: what is news, the caller reads for itself.
base::Result<void> wait_for_change(store::Store& store);

}  // namespace tasksched::cli::commands
