#pragma once

#include <string>
#include <string_view>

#include "daemon/gateway/handler.h"
#include "daemon/plugins/command/live_output.h"

namespace tasksched::daemon {

/// The verb `output` (common/ipc/live_output.h): what an attempt writes while it runs.
class OutputHandler final : public Handler {
  public:
    /// The source outlives the handler.
    explicit OutputHandler(LiveOutput& source) : source_(source) {}

    [[nodiscard]] std::string_view verb() const override;

    asio::awaitable<base::Result<std::string>> answer(const service::Principal& principal,
                                                      std::string body) override;

  private:
    LiveOutput& source_;
};

}  // namespace tasksched::daemon
