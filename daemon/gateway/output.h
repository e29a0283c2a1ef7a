#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/gateway/handler.h"
#include "daemon/plugins/command/live_output.h"

namespace tasksched::daemon {

/// The verb `output` (common/ipc/live_output.h): what an attempt writes while it runs.
class OutputHandler final : public Handler {
  public:
    /// Whether the principal may see the run; none: whoever is let in may see all.
    using MaySee = std::function<asio::awaitable<base::Result<void>>(
        const service::Principal& principal, model::RunId run)>;

    /// The source outlives the handler.
    explicit OutputHandler(LiveOutput& source, MaySee may_see = {})
        : source_(source), may_see_(std::move(may_see)) {}

    [[nodiscard]] std::string_view verb() const override;

    asio::awaitable<base::Result<std::string>> answer(const service::Principal& principal,
                                                      std::string body) override;

  private:
    LiveOutput& source_;
    MaySee may_see_;
};

}  // namespace tasksched::daemon
