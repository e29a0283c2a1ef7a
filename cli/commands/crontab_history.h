#pragma once

#include "cli/session.h"
#include "common/base/error.h"

namespace tasksched::cli::commands {

/// `crontab --history`: a line for each change, the newest first.
base::Result<int> print_crontab_history(Session& session);

/// `crontab --undo`
base::Result<int> undo_crontab(Session& session);

}  // namespace tasksched::cli::commands
