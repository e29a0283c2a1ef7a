#include "daemon/plugins/payment/payment_plugin.h"

#include <utility>

#include "daemon/log.h"
#include "daemon/plugins/payment/payment_attempt.h"

namespace tasksched::daemon {
namespace {

using std::chrono::steady_clock;

/// Thousands of runs may fail for the same reason.
constexpr std::chrono::minutes kTellAgainAfter{5};

}  // namespace

void PaymentPlugin::configure(const config::Config& config) {
    settings_ = payment_settings(config);
    told_at_.reset();
}

asio::awaitable<std::optional<model::AttemptResult>> PaymentPlugin::carry_out(
    AttemptContext context, AttemptControl& control) {
    PaymentAttempt attempt(transfers_, clock_, settings_, std::move(context), control);
    auto result = co_await attempt.carry_out();
    if (result) {
        tell_administrator(*result);
    }
    co_return result;
}

void PaymentPlugin::tell_administrator(const model::AttemptResult& result) {
    if (result.reason != model::RunReason::kSetup) {
        return;
    }
    const auto now = steady_clock::now();
    if (!told_at_ || now - *told_at_ >= kTellAgainAfter) {
        told_at_ = now;
        log_error("payments wait until this is mended: {}", result.detail);
    }
}

}  // namespace tasksched::daemon
