#pragma once

#include "daemon/plugins/payment/gateway.h"

namespace tasksched::daemon {

/// Stripe's transfers (POST /v1/transfers): from the platform's balance to connected accounts. The
/// sender, which Stripe knows by the key, goes along as metadata.
class StripeGateway final : public GatewayAdapter {
  public:
    [[nodiscard]] base::Result<GatewayBody> body(const TransferOrder& order) const override;
    [[nodiscard]] Judgement judge(const HttpReply& reply) const override;
};

/// The amount as Stripe's API counts it, whose minor units are not all those of ISO 4217
/// (docs.stripe.com/currencies). kInvalid where it has none for the amount.
base::Result<std::int64_t> stripe_amount(std::int64_t minor_units, const std::string& currency);

}  // namespace tasksched::daemon
