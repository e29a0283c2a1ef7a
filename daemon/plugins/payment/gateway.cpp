#include "daemon/plugins/payment/gateway.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "common/base/check.h"
#include "common/base/text.h"
#include "daemon/plugins/payment/generic_gateway.h"
#include "daemon/plugins/payment/stripe_gateway.h"

namespace tasksched::daemon {
namespace {

/// How much of a reply is shown.
constexpr std::size_t kMostReplyBytes = 200;

/// The text of the first of these members that is one, also where it stands in `error`.
std::string message_of(const nlohmann::json& json) {
    if (!json.is_object()) {
        return {};
    }
    for (const char* name : {"message", "error", "detail", "title"}) {
        const auto found = json.find(name);
        if (found != json.end() && found->is_string()) {
            return found->get<std::string>();
        }
    }
    const auto error = json.find("error");
    return error == json.end() ? std::string() : message_of(*error);
}

/// Not longer than the limit, and not cut within a character.
std::string cut(std::string text) {
    if (text.size() <= kMostReplyBytes) {
        return text;
    }
    std::size_t end = kMostReplyBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) {
        --end;
    }
    return text.substr(0, end) + "...";
}

}  // namespace

std::unique_ptr<const GatewayAdapter> make_gateway(std::string_view name) {
    if (name == "stripe") {
        return std::make_unique<StripeGateway>();
    }
    TASKSCHED_CHECK(name == "generic");
    return std::make_unique<GenericGateway>();
}

Verdict judge_status(int status) {
    switch (status) {
        case 200:
        case 201:
            return Verdict::kBooked;
        case 402:
        case 403:
            return Verdict::kRejected;
        case 401:
        case 407:
            return Verdict::kSetup;
        case 425:
        case 429:
            return Verdict::kTryAgain;
        case 408:
        case 409:
            return Verdict::kUnclear;
        default:
            break;
    }
    if (status >= 300 && status < 400) {
        return Verdict::kSetup;  // the transfers are to be sent elsewhere
    }
    return status >= 400 && status < 500 ? Verdict::kRefused : Verdict::kUnclear;
}

Judgement judge(const TransferError& error) {
    switch (error.kind) {
        case TransferFailure::kNotSent:
            return {Verdict::kTryAgain, error.message};
        case TransferFailure::kRefused:
            return {Verdict::kSetup, error.message};
        case TransferFailure::kInterrupted:
        case TransferFailure::kAborted:
            break;
    }
    return {Verdict::kUnclear, error.message};
}

std::string reply_line(const HttpReply& reply) {
    std::string line = std::to_string(reply.status);
    if (!reply.reason.empty()) {
        line += " " + reply.reason;
    }
    const auto json = nlohmann::json::parse(reply.body, nullptr, false);
    std::string message = json.is_discarded() ? reply.body : message_of(json);
    if (reply.status >= 300 && reply.status < 400 && !reply.location.empty()) {
        message = "it redirects to " + reply.location;
    }
    message = cut(std::string(base::trim(message)));
    return base::escape_control(message.empty() ? line : fmt::format("{}: {}", line, message));
}

}  // namespace tasksched::daemon
