#pragma once

#include <string>
#include <vector>

#include "cli/session.h"
#include "common/base/error.h"

namespace tasksched::cli::commands {

/// The command line of the daemon for the session's store and configuration, in the foreground:
/// absolute paths, so that it holds wherever it is started from. kFailed where there is no
/// taskschedd beside this program nor in PATH.
base::Result<std::vector<std::string>> daemon_command(Session& session);

}  // namespace tasksched::cli::commands
