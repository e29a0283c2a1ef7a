#pragma once

#include <string>

#include "common/base/error.h"
#include "common/base/unique_fd.h"

namespace tasksched::ipc {

/// Binds an unbound Unix socket to `path`, with mode 0600. A socket that an earlier process left
/// there is removed; kFailed where anything else stands there, or where the system refuses.
base::Result<base::UniqueFd> bind_socket(base::UniqueFd socket, const std::string& path);

/// A stream socket that listens at `path`, where up to `line` others wait for their turn, and one
/// that is connected to it; neither blocks. connect_stream() is kTryAgain where nobody listens, or
/// where the line is full.
base::Result<base::UniqueFd> listen_for_streams(const std::string& path, int line = 8);
base::Result<base::UniqueFd> connect_stream(const std::string& path);

}  // namespace tasksched::ipc
