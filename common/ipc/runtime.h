#pragma once

#include <optional>
#include <string>

#include "common/base/error.h"

namespace tasksched::ipc {

/// Where the daemon of a store can be reached and recognised. All paths derive from the store's, so
/// that the command finds the daemon whatever the environment each was started in.
struct RuntimePaths {
    std::string wake_socket;        ///< a datagram on it wakes the daemon
    std::string gateway_socket;     ///< where the daemon answers requests
    std::string supervisor_socket;  ///< where the supervisor waits for its daemon
    std::string daemon_lock;        ///< held by the daemon while it lives; its pid stands in it
    std::string supervisor_lock;    ///< the same for the supervisor
    std::string daemon_log;         ///< of a daemon in the background, and of the supervisor
};

/// `store_path` is the absolute path of the SQLite file. All stand beside it; the sockets stand in
/// `runtime_directory` (TASKSCHED_RUNTIME_DIR) where that is given, each under a name that is the
/// store's alone. The locks are never moved: they keep two daemons off one store, and two
/// supervisors.
RuntimePaths runtime_paths(const std::string& store_path,
                           const std::optional<std::string>& runtime_directory);

}  // namespace tasksched::ipc
