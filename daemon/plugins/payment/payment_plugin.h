#pragma once

#include <chrono>
#include <optional>

#include "common/time/clock.h"
#include "daemon/plugins/payment/payment_settings.h"
#include "daemon/plugins/plugin.h"
#include "daemon/transfer/transfer_engine.h"

namespace tasksched::daemon {

/// Carries out payments: each transfer of a run by a call of its own to the gateway, under a key
/// and with bytes that are the same in every attempt; see PaymentAttempt. A run is the daemon's own
/// to send: nothing of it goes on without the daemon.
class PaymentPlugin final : public Plugin {
  public:
    /// Both outlive it.
    PaymentPlugin(TransferEngine& transfers, const time::Clock& clock)
        : transfers_(transfers), clock_(clock) {}

    [[nodiscard]] std::string_view type() const override { return "payment"; }
    void configure(const config::Config& config) override;
    asio::awaitable<std::optional<model::AttemptResult>> carry_out(
        AttemptContext context, AttemptControl& control) override;

  private:
    void tell_administrator(const model::AttemptResult& result);

    TransferEngine& transfers_;
    const time::Clock& clock_;
    PaymentSettings settings_;
    std::optional<std::chrono::steady_clock::time_point> told_at_;
};

}  // namespace tasksched::daemon
