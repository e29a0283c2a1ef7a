#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/base/error.h"
#include "common/config/config.h"

namespace tasksched::config {

/// Looks a variable of the environment up; none where it is unset or empty.
using Environment = std::function<std::optional<std::string>(const char* name)>;

/// The environment of this process.
Environment process_environment();

/// The configuration: the file of `--config`, else of TASKSCHED_CONFIG (both must exist), else the
/// user's ($XDG_CONFIG_HOME or ~/.config)/tasksched/tasksched.toml, else
/// /etc/tasksched/tasksched.toml, else the defaults.
base::Result<Config> find_config(const std::optional<std::string>& option,
                                 const Environment& environment);

/// The store's text form: `--store`, else TASKSCHED_STORE, else the file's, else the user's own
/// store ($XDG_DATA_HOME or ~/.local/share)/tasksched/tasks.db.
base::Result<std::string> find_store(const std::optional<std::string>& option, const Config& config,
                                     const Environment& environment);

/// The directory of the user's secrets: ($XDG_CONFIG_HOME or ~/.config)/tasksched/secrets; empty
/// where there is no home directory.
std::string default_secrets(const Environment& environment);

}  // namespace tasksched::config
