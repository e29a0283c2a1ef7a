#pragma once

#include <string>
#include <vector>

#include "cli/session.h"
#include "common/base/error.h"

namespace tasksched::cli::commands {

/// What became of a connection to a server that the configuration names.
struct Connection {
    std::string section;  ///< "email"
    std::string place;    ///< "smtp://mail.example.org:587"
    std::string state;    ///< "good", "failed" or "absent"
    std::string message;  ///< why
};

/// Lets taskschedd connect to each, as it would for a task: it alone has what that takes.
base::Result<std::vector<Connection>> try_connections(Session& session);

}  // namespace tasksched::cli::commands
