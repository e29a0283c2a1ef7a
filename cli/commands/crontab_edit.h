#pragma once

#include "cli/session.h"
#include "common/base/error.h"

namespace tasksched::cli::commands {

/// `crontab -e`: hands the crontab to an editor in a file of a directory that is the caller's
/// alone, and installs what comes back. Where that is wrong it asks whether to edit on; who does
/// not want to keeps the file.
base::Result<int> edit_crontab(Session& session);

}  // namespace tasksched::cli::commands
