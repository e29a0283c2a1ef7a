#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/error.h"
#include "common/base/unique_fd.h"
#include "common/ipc/frame.h"
#include "common/ipc/gateway.h"

namespace tasksched::ipc {

/// A client's connection to the daemon. Its calls block.
class GatewayClient {
  public:
    /// kTryAgain where no daemon listens at `path`, or too many knock at once.
    static base::Result<GatewayClient> connect(const std::string& path);

    /// Asks and returns the reply, or the error that the daemon answers. None where the connection
    /// has ended, or there is no reply at the deadline; then the object is of no more use.
    base::Result<std::optional<std::string>> ask(const Request& request,
                                                 std::chrono::milliseconds deadline);

    /// Who listens at the other end: the process that made the socket (SO_PEERCRED, unix(7)).
    struct Listener {
        std::int64_t pid = 0;
        std::uint32_t uid = 0;
    };
    [[nodiscard]] base::Result<Listener> listener() const;

  private:
    explicit GatewayClient(base::UniqueFd socket) : socket_(std::move(socket)) {}

    bool write(std::string_view bytes, std::chrono::steady_clock::time_point until);
    std::optional<std::string> read_frame(std::chrono::steady_clock::time_point until);

    base::UniqueFd socket_;
    FrameReader frames_{kMaxGatewayFrame};
};

}  // namespace tasksched::ipc
