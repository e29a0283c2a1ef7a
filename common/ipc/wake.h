#pragma once

#include <string>

#include "common/base/error.h"
#include "common/base/unique_fd.h"

namespace tasksched::ipc {

/// Wakes the daemon that listens at `path`: one empty datagram, without blocking. Returns whether
/// a daemon listens; a full queue counts as woken, as it will read anyway. A lost one costs at most
/// a second, since the daemon watches the store as well.
bool wake(const std::string& path);

/// The daemon's end: a non-blocking datagram socket bound to `path`, mode 0600. What stood at
/// `path` is removed: the caller holds the daemon's lock.
base::Result<base::UniqueFd> listen_for_wakes(const std::string& path);

/// Reads and drops all datagrams that wait; they carry nothing. Returns how many there were.
int drain_wakes(int fd);

}  // namespace tasksched::ipc
