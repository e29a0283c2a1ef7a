#pragma once

#include <asio/awaitable.hpp>
#include <tl/expected.hpp>
#include <vector>

#include "daemon/plugins/attempt_control.h"
#include "daemon/transfer/transfer_engine.h"

namespace tasksched::daemon {

using CallResult = tl::expected<HttpReply, TransferError>;

/// Sends the requests all at once and returns when each has come to its end, in their order. What
/// is requested by `control` ends all of them at once. `engine` and `control` outlive the
/// coroutine.
asio::awaitable<std::vector<CallResult>> send_wave(TransferEngine& engine,
                                                   std::vector<HttpRequest> requests,
                                                   AttemptControl& control);

}  // namespace tasksched::daemon
