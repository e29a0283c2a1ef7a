#include "daemon/plugins/payment/generic_gateway.h"

#include "common/model/json_writer.h"
#include "common/model/money.h"

namespace tasksched::daemon {

base::Result<GatewayBody> GenericGateway::body(const TransferOrder& order) const {
    model::JsonObject object;
    object.text("sender", order.sender)
        .text("receiver", order.receiver)
        .text("amount", model::format_amount(order.amount, order.currency))
        .text("currency", order.currency)
        .text("reference", order.reference);
    return GatewayBody{.content_type = "application/json", .bytes = object.str()};
}

Judgement GenericGateway::judge(const HttpReply& reply) const {
    return {judge_status(reply.status), reply_line(reply)};
}

}  // namespace tasksched::daemon
