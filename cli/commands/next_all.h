#pragma once

#include "cli/args/next.h"
#include "cli/session.h"
#include "common/base/error.h"
#include "common/time/zone.h"

namespace tasksched::cli::commands {

/// Prints when all active tasks of the user start after `from`, in the order of the times, which
/// are written in `zone`: up to the end of `--for`, and no more than `--count`.
base::Result<int> next_of_all(Session& session, const NextOptions& options, const time::Zone& zone,
                              time::Second from);

}  // namespace tasksched::cli::commands
