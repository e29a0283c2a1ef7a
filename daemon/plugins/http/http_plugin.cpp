#include "daemon/plugins/http/http_plugin.h"

#include <utility>
#include <variant>

#include "common/config/locations.h"
#include "daemon/plugins/http/http_attempt.h"

namespace tasksched::daemon {
namespace {

model::AttemptResult ended_on_request() {
    model::AttemptResult result;
    result.outcome = model::Outcome::kPermanent;
    result.reason = model::RunReason::kKilled;
    result.detail = "ended on request";
    return result;
}

/// Nothing was sent, and whoever keeps the secrets may mend it.
model::AttemptResult lacks_a_secret(const base::Error& error) {
    model::AttemptResult result;
    result.outcome = model::Outcome::kTransient;
    result.detail = error.message;
    return result;
}

}  // namespace

void HttpPlugin::configure(const config::Config& config) {
    secrets_ = config.http.secrets->empty() ? config::default_secrets(config::process_environment())
                                            : *config.http.secrets;
}

asio::awaitable<std::optional<model::AttemptResult>> HttpPlugin::carry_out(
    AttemptContext context, AttemptControl& control) {
    const auto& payload = std::get<model::HttpPayload>(context.payload);
    Secrets secrets(secrets_);
    auto request = make_http_request(context, payload, secrets);
    if (!request) {
        co_return lacks_a_secret(request.error());
    }
    auto reply = co_await transfers_.exchange(std::move(*request), control);
    if (reply) {
        co_return judge_http_reply(payload, std::move(*reply), secrets);
    }
    if (reply.error().kind != TransferFailure::kAborted) {
        co_return judge_http_failure(reply.error(), secrets);
    }
    if (control.requested() == EndRequest::kKill) {
        co_return ended_on_request();
    }
    co_return std::nullopt;
}

}  // namespace tasksched::daemon
