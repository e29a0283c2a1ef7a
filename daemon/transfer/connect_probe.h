#pragma once

#include <asio/awaitable.hpp>
#include <chrono>
#include <optional>

#include "daemon/plugins/attempt_control.h"
#include "daemon/transfer/transfer_engine.h"
#include "daemon/transfer/transfer_error.h"
#include "daemon/transfer/url.h"

namespace tasksched::daemon {

/// Connects to the host of the URL, an administrator's, with TLS where that is its scheme, and
/// sends no request. Returns why it could not, if so. Holds on to its arguments.
asio::awaitable<std::optional<TransferError>> probe(TransferEngine& engine, const Url& url,
                                                    std::chrono::steady_clock::time_point deadline,
                                                    AttemptControl& control);

}  // namespace tasksched::daemon
