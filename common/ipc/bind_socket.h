#pragma once

#include <string>

#include "common/base/error.h"
#include "common/base/unique_fd.h"

namespace tasksched::ipc {

/// Who may connect: the user of this process (mode 0600), or everybody (0666).
enum class OpenTo { kOwner, kEverybody };

/// Binds an unbound Unix socket to `path`. A socket that an earlier process left there is removed;
/// kFailed where anything else stands there, or where the system refuses.
base::Result<base::UniqueFd> bind_socket(base::UniqueFd socket, const std::string& path,
                                         OpenTo whom = OpenTo::kOwner);

/// A stream socket that listens at `path`, where up to `line` others wait for their turn, and one
/// that is connected to it; neither blocks. connect_stream() is kTryAgain where nobody listens, or
/// where the line is full.
base::Result<base::UniqueFd> listen_for_streams(const std::string& path, int line = 8,
                                                OpenTo whom = OpenTo::kOwner);
base::Result<base::UniqueFd> connect_stream(const std::string& path);

}  // namespace tasksched::ipc
