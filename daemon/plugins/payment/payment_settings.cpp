#include "daemon/plugins/payment/payment_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "common/base/ip_address.h"
#include "daemon/transfer/url.h"

namespace tasksched::daemon {
namespace {

constexpr std::string_view kStripeUrl = "https://api.stripe.com/v1/transfers";

bool is_allowed(const std::string& host, const std::vector<std::string>& ranges) {
    const auto address = base::parse_ip_address(host);
    return address && std::any_of(ranges.begin(), ranges.end(), [&](const std::string& text) {
               const auto range = base::parse_address_range(text);
               return range && range->contains(*address);
           });
}

std::string problem_of(const PaymentSettings& settings, const config::Config& config) {
    if (settings.url.empty()) {
        return "there is no [payment] url in the configuration";
    }
    const auto url = Url::parse(settings.url);
    if (!url) {
        return fmt::format("[payment] url: {}", url.error().message);
    }
    if (!url->is_https() && !is_allowed(url->host(), *config.http.allow)) {
        return fmt::format(
            "[payment] url: {} is not encrypted; https is expected, or an address that [http] "
            "allow names",
            settings.url);
    }
    return settings.token_source.empty() ? "there is no [payment] token_file in the configuration"
                                         : std::string();
}

}  // namespace

PaymentSettings payment_settings(const config::Config& config) {
    const config::Payment& payment = config.payment;
    PaymentSettings settings;
    settings.gateway = make_gateway(*payment.gateway);
    settings.url = *payment.url;
    if (settings.url.empty() && *payment.gateway == "stripe") {
        settings.url = kStripeUrl;
    }
    settings.token_source = *payment.token_file;
    settings.key_window = *payment.key_window;
    settings.timeout = *payment.timeout;
    settings.concurrency = static_cast<std::size_t>(*payment.concurrency);
    settings.problem = problem_of(settings, config);
    return settings;
}

}  // namespace tasksched::daemon
