#include "daemon/plugins/payment/stripe_gateway.h"

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>

#include "common/base/text.h"
#include "common/model/money.h"

namespace tasksched::daemon {
namespace {

using base::Result;

/// As application/x-www-form-urlencoded has it.
void append_encoded(std::string& text, std::string_view value) {
    constexpr std::string_view kPlain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._*";
    for (const char c : value) {
        if (kPlain.find(c) != std::string_view::npos) {
            text += c;
        } else if (c == ' ') {
            text += '+';
        } else {
            text += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
}

void append_field(std::string& form, std::string_view name, std::string_view value) {
    form += form.empty() ? "" : "&";
    append_encoded(form, name);
    form += '=';
    append_encoded(form, value);
}

std::string text_at(const nlohmann::json& error, const char* name) {
    const auto found = error.find(name);
    return found != error.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// What Stripe's own words for an error mean (docs.stripe.com/api/errors); none where they say no
/// more than the status.
std::optional<Verdict> judge_error(const std::string& type, const std::string& code) {
    constexpr std::array<std::string_view, 3> kRejections{
        "balance_insufficient", "insufficient_funds", "transfers_not_allowed"};
    const bool is_rejection =
        std::find(kRejections.begin(), kRejections.end(), code) != kRejections.end();
    if (is_rejection || type == "card_error") {
        return Verdict::kRejected;
    }
    if (type == "authentication_error" || code == "api_key_expired") {
        return Verdict::kSetup;
    }
    if (type == "rate_limit_error" || code == "rate_limit" || code == "lock_timeout") {
        return Verdict::kTryAgain;
    }
    if (type == "api_error" || type == "idempotency_error" || code == "idempotency_key_in_use") {
        return Verdict::kUnclear;
    }
    return std::nullopt;
}

/// What a status means here: 403 speaks of our key, 424 of others' faults.
Verdict judge_status_of_stripe(int status) {
    switch (status) {
        case 403:
            return Verdict::kSetup;
        case 424:
            return Verdict::kUnclear;
        default:
            return judge_status(status);
    }
}

tl::unexpected<base::Error> has_no_amount(std::int64_t amount, const std::string& currency) {
    return base::fail(base::ErrorCode::kInvalid, "Stripe transfers no {} {}; round it",
                      model::format_amount(amount, currency), currency);
}

}  // namespace

Result<std::int64_t> stripe_amount(std::int64_t minor_units, const std::string& currency) {
    // Two digits to Stripe, none by ISO 4217.
    if (currency == "ISK" || currency == "UGX") {
        return minor_units > std::numeric_limits<std::int64_t>::max() / 100
                   ? Result<std::int64_t>(has_no_amount(minor_units, currency))
                   : Result<std::int64_t>(minor_units * 100);
    }
    // The other way round.
    if (currency == "MGA") {
        return minor_units % 100 == 0 ? Result<std::int64_t>(minor_units / 100)
                                      : has_no_amount(minor_units, currency);
    }
    constexpr int kThree = 3;
    if (model::minor_digits(currency) == kThree && minor_units % 10 != 0) {
        return has_no_amount(minor_units, currency);
    }
    return minor_units;
}

Result<GatewayBody> StripeGateway::body(const TransferOrder& order) const {
    const auto amount = stripe_amount(order.amount, order.currency);
    if (!amount) {
        return tl::unexpected(amount.error());
    }
    GatewayBody body{.content_type = "application/x-www-form-urlencoded", .bytes = {}};
    std::string& form = body.bytes;
    append_field(form, "amount", std::to_string(*amount));
    append_field(form, "currency", base::to_lower(order.currency));
    append_field(form, "destination", order.receiver);
    if (!order.reference.empty()) {
        append_field(form, "description", order.reference);
    }
    append_field(form, "transfer_group", fmt::format("tasksched-run-{}", order.run.value));
    append_field(form, "metadata[sender]", order.sender);
    append_field(form, "metadata[task]", std::to_string(order.task.value));
    append_field(form, "metadata[run]", std::to_string(order.run.value));
    return body;
}

Judgement StripeGateway::judge(const HttpReply& reply) const {
    std::string line = reply_line(reply);
    const auto json = nlohmann::json::parse(reply.body, nullptr, false);
    const bool has_error = json.is_object() && json.contains("error") && json["error"].is_object();
    if (reply.status < 400 || !has_error) {
        return {judge_status_of_stripe(reply.status), std::move(line)};
    }
    const std::string type = text_at(json["error"], "type");
    const std::string code = text_at(json["error"], "code");
    if (!code.empty()) {
        line += base::escape_control(fmt::format(" ({})", code.substr(0, 64)));
    }
    return {judge_error(type, code).value_or(judge_status_of_stripe(reply.status)),
            std::move(line)};
}

}  // namespace tasksched::daemon
