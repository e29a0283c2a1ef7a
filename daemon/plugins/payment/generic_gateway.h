#pragma once

#include "daemon/plugins/payment/gateway.h"

namespace tasksched::daemon {

/// A gateway that speaks as the manual says: tasksched.toml(5), 'the generic payment gateway'.
class GenericGateway final : public GatewayAdapter {
  public:
    [[nodiscard]] base::Result<GatewayBody> body(const TransferOrder& order) const override;
    [[nodiscard]] Judgement judge(const HttpReply& reply) const override;
};

}  // namespace tasksched::daemon
