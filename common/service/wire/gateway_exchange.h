#pragma once

#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/ipc/gateway_client.h"
#include "common/service/wire/remote_service.h"

namespace tasksched::service {

/// The verb by which calls go over the daemon's socket (common/ipc/gateway.h).
inline constexpr std::string_view kCallVerb = "call";

/// A connection to the system's daemon; kTryAgain where none listens.
base::Result<ipc::GatewayClient> find_gateway(const std::string& socket_path);

/// Hands each call to the daemon that listens at `socket_path`, over a connection of its own.
/// kTryAgain where none listens, and where one is gone before it has answered; for a call that
/// changes something the latter is kFailed: nobody knows whether it was done.
RemoteService::Exchange gateway_exchange(std::string socket_path);

}  // namespace tasksched::service
