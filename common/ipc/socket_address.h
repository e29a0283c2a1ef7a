#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <string>

#include "common/base/error.h"
#include "common/base/unique_fd.h"

namespace tasksched::ipc {

/// The address of a Unix socket at a path of any length: where it does not fit into sockaddr_un
/// (unix(7): 108 bytes), the directory is reached through a descriptor of this process. Valid as
/// long as the object lives.
class SocketAddress {
  public:
    /// kInvalid where even the last part of the path does not fit, kFailed where its directory
    /// cannot be opened.
    static base::Result<SocketAddress> of(const std::string& path);

    [[nodiscard]] const sockaddr* get() const;
    [[nodiscard]] socklen_t size() const { return sizeof(address_); }

  private:
    SocketAddress() = default;

    sockaddr_un address_{};
    base::UniqueFd directory_;
};

}  // namespace tasksched::ipc
