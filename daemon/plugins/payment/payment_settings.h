#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "common/config/config.h"
#include "daemon/plugins/payment/gateway.h"

namespace tasksched::daemon {

/// What the configuration says about payments.
struct PaymentSettings {
    std::shared_ptr<const GatewayAdapter> gateway;
    std::string url;
    std::string token_source;
    std::chrono::seconds key_window{};
    std::chrono::seconds timeout{};
    std::size_t concurrency = 1;
    std::string problem;  ///< why nothing can be sent, for the administrator; empty: it can
};

/// Plain http is a problem, but for an address that `[http] allow` names: a token that anybody on
/// the way could read is none.
PaymentSettings payment_settings(const config::Config& config);

}  // namespace tasksched::daemon
