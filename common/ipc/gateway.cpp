#include "common/ipc/gateway.h"

#include "common/ipc/fields.h"

namespace tasksched::ipc {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::int64_t kDone = 0;

/// A code that this program does not know, of a newer daemon's, is a failure.
ErrorCode error_code(std::int64_t number) {
    for (const ErrorCode code : {ErrorCode::kInvalid, ErrorCode::kNotFound,
                                 ErrorCode::kNotPermitted, ErrorCode::kTryAgain}) {
        if (number == static_cast<std::int64_t>(code)) {
            return code;
        }
    }
    return ErrorCode::kFailed;
}

}  // namespace

std::string encode(const Request& request) {
    FieldWriter out;
    out.integer(kGatewayVersion);
    out.text(request.verb);
    out.text(request.body);
    return out.take();
}

Result<Request> decode_request(std::string_view bytes) {
    FieldReader in(bytes);
    const std::int64_t version = in.integer();
    if (version != kGatewayVersion) {
        return fail(ErrorCode::kInvalid,
                    "the request is none, or of another version ({}) than the daemon speaks ({})",
                    version, kGatewayVersion);
    }
    Request request;
    request.verb = in.text();
    request.body = in.text();
    if (!in.sound()) {
        return fail(ErrorCode::kInvalid, "the request is cut short");
    }
    return request;
}

std::string encode_reply(const Result<std::string>& reply) {
    FieldWriter out;
    out.integer(reply ? kDone : static_cast<std::int64_t>(reply.error().code));
    out.text(reply ? *reply : reply.error().message);
    return out.take();
}

Result<std::string> decode_reply(std::string_view bytes) {
    FieldReader in(bytes);
    const std::int64_t code = in.integer();
    std::string text = in.text();
    if (bytes.empty() || !in.sound()) {
        return fail(ErrorCode::kFailed, "the daemon's reply cannot be read");
    }
    if (code != kDone) {
        return tl::unexpected(base::Error{error_code(code), std::move(text)});
    }
    return text;
}

}  // namespace tasksched::ipc
