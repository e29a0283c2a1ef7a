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

/// The system's configuration, which its administrator writes.
inline constexpr const char* kSystemFile = "/etc/tasksched/tasksched.toml";

/// The configuration: the file of `--config`, else of TASKSCHED_CONFIG (both must exist), else the
/// user's ($XDG_CONFIG_HOME or ~/.config)/tasksched/tasksched.toml, else `system_file`, else the
/// defaults. Where it names no directories of plugins, the user's own ($XDG_DATA_HOME or
/// ~/.local/share)/tasksched/plugins goes before the system's. Where the user's file says nothing
/// of store and mode and there is no store of their own yet, what the system's file says holds.
base::Result<Config> find_config(const std::optional<std::string>& option,
                                 const Environment& environment,
                                 const std::string& system_file = kSystemFile);

/// The store's text form: `--store`, else TASKSCHED_STORE, else the file's, else the system's in
/// system mode (/var/lib/tasksched/tasks.db), else the user's own ($XDG_DATA_HOME or
/// ~/.local/share)/tasksched/tasks.db.
base::Result<std::string> find_store(const std::optional<std::string>& option, const Config& config,
                                     const Environment& environment);

/// Where the daemon's sockets stand: TASKSCHED_RUNTIME_DIR, else what the file says, else
/// /run/tasksched in system mode; none: beside the store.
std::optional<std::string> find_runtime_directory(const Config& config,
                                                  const Environment& environment);

/// The directory of the user's secrets: ($XDG_CONFIG_HOME or ~/.config)/tasksched/secrets; empty
/// where there is no home directory.
std::string default_secrets(const Environment& environment);

/// The directory that `[http] secrets` names, else default_secrets().
std::string secrets_directory(const Config& config, const Environment& environment);

}  // namespace tasksched::config
