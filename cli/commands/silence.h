#pragma once

#include <string>

#include "common/config/config.h"
#include "common/model/task_spec.h"

namespace tasksched::cli::commands {

/// Whether failures of a task of `user` would be told to nobody, for want of an answer: neither the
/// task nor the configuration names an address ("none" is an answer too), and no program is told.
bool is_silent(const model::TaskSpec& spec, const std::string& user, const config::Config& config);

}  // namespace tasksched::cli::commands
