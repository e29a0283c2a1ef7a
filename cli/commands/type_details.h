#pragma once

#include <string>

#include "cli/session.h"
#include "common/base/error.h"

namespace tasksched::cli::commands {

/// Prints all that is known of a type. kInvalid where there is no such type, or where its plugin is
/// not sound.
base::Result<int> explain_type(Session& session, const std::string& type);

}  // namespace tasksched::cli::commands
