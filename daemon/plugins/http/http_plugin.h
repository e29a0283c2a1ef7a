#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/plugins/plugin.h"
#include "daemon/transfer/transfer_engine.h"

namespace tasksched::daemon {

/// Type `http`: each attempt is one request; see http_attempt.h for what it comes to.
class HttpPlugin final : public Plugin {
  public:
    /// The engine outlives the plugin.
    explicit HttpPlugin(TransferEngine& transfers) : transfers_(transfers) {}

    [[nodiscard]] std::string_view type() const override { return "http"; }
    void configure(const config::Config& config) override;

    asio::awaitable<std::optional<model::AttemptResult>> carry_out(
        AttemptContext context, AttemptControl& control) override;

  private:
    TransferEngine& transfers_;
    std::string secrets_;  ///< the directory that they stand in
};

}  // namespace tasksched::daemon
