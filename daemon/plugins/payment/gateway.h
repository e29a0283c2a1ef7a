#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/model/ids.h"
#include "daemon/transfer/http_exchange.h"
#include "daemon/transfer/transfer_error.h"

namespace tasksched::daemon {

/// One transfer of a run, as a gateway is asked for it.
struct TransferOrder {
    model::TaskId task;
    model::RunId run;
    std::string sender;
    std::string receiver;
    std::int64_t amount = 0;  ///< in minor units
    std::string currency;
    std::string reference;
};

/// What is posted for it.
struct GatewayBody {
    std::string content_type;
    std::string bytes;
};

/// What a call came to.
enum class Verdict : std::uint8_t {
    kBooked,
    kRejected,  ///< for good, and of consequence: no funds, no authorization
    kRefused,   ///< for good: not a transfer that the gateway can make
    kTryAgain,  ///< it did nothing, and may do it later
    kUnclear,   ///< it may have done it: it is asked again with the same key
    kSetup,     ///< it did nothing: our token, or our address of it, is wrong
};

struct Judgement {
    Verdict verdict = Verdict::kUnclear;
    std::string reply;  ///< one line for people
};

/// How a gateway is spoken to: POST with `Idempotency-Key` and `Authorization: Bearer`.
class GatewayAdapter {
  public:
    GatewayAdapter() = default;
    GatewayAdapter(const GatewayAdapter&) = delete;
    GatewayAdapter& operator=(const GatewayAdapter&) = delete;
    virtual ~GatewayAdapter() = default;

    /// The same bytes for the same order, always. kInvalid where the gateway has no way to say it.
    [[nodiscard]] virtual base::Result<GatewayBody> body(const TransferOrder& order) const = 0;

    [[nodiscard]] virtual Judgement judge(const HttpReply& reply) const = 0;
};

/// That of `[payment] gateway`: "generic" or "stripe"; anything else is a broken invariant.
std::unique_ptr<const GatewayAdapter> make_gateway(std::string_view name);

/// What a status means to all gateways whose own errors say nothing else.
Verdict judge_status(int status);

/// What it means that there was no reply.
Judgement judge(const TransferError& error);

/// "402 Payment Required: no funds": the status, and what the body says where it is text or JSON
/// with a message, on one line and cut.
std::string reply_line(const HttpReply& reply);

}  // namespace tasksched::daemon
