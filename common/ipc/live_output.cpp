#include "common/ipc/live_output.h"

#include <limits>

#include "common/ipc/fields.h"

namespace tasksched::ipc {

std::string encode(const OutputRequest& request) {
    FieldWriter out;
    out.integer(request.run.value);
    out.integer(request.attempt);
    out.integer(request.from);
    out.integer(request.wait.count());
    return out.take();
}

std::optional<OutputRequest> decode_output_request(std::string_view bytes) {
    FieldReader in(bytes);
    OutputRequest request;
    request.run = {in.integer()};
    const std::int64_t attempt = in.integer();
    request.from = in.integer();
    request.wait = std::chrono::milliseconds(in.integer());
    const bool possible = request.run.value >= 1 && attempt >= 1 &&
                          attempt <= std::numeric_limits<int>::max() && request.from >= 0 &&
                          request.wait.count() >= 0;
    if (!in.sound() || !possible) {
        return std::nullopt;
    }
    request.attempt = static_cast<int>(attempt);
    return request;
}

std::string encode(const OutputReply& reply) {
    FieldWriter out;
    out.integer(reply.piece.at);
    out.text(reply.piece.bytes);
    out.integer(reply.piece.total);
    out.integer(reply.over ? 1 : 0);
    return out.take();
}

std::optional<OutputReply> decode_output_reply(std::string_view bytes) {
    FieldReader in(bytes);
    OutputReply reply;
    reply.piece.at = in.integer();
    reply.piece.bytes = in.text();
    reply.piece.total = in.integer();
    reply.over = in.integer() != 0;
    if (!in.sound() || reply.piece.at < 0) {
        return std::nullopt;
    }
    return reply;
}

}  // namespace tasksched::ipc
