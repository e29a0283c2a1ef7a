#pragma once

#include <optional>
#include <string>
#include <utility>

#include "common/base/error.h"
#include "common/ipc/gateway_client.h"
#include "common/ipc/live_output.h"
#include "common/model/run.h"

namespace tasksched::cli::commands {

/// What runs write while they run, from the store's daemon.
class LiveOutput {
  public:
    explicit LiveOutput(std::string socket_path) : socket_path_(std::move(socket_path)) {}

    /// Asks the daemon and waits for its reply; none where no daemon answers. The next call tries
    /// anew. An error is what the daemon answered.
    base::Result<std::optional<ipc::OutputReply>> read(const ipc::OutputRequest& request);

    /// All that an attempt has written up to now; none where no daemon answers, or where it does
    /// not carry the attempt out.
    base::Result<std::optional<model::Output>> read_all(model::RunId run, int attempt);

  private:
    std::string socket_path_;
    std::optional<ipc::GatewayClient> client_;
};

}  // namespace tasksched::cli::commands
