#include "common/ipc/gateway.h"

#include "common/ipc/fields.h"
#include "common/ipc/frame.h"

namespace tasksched::ipc {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::int64_t kDone = 0;
constexpr std::int64_t kPart = -1;

/// Cannot be told from anything else.
ReplyPart no_reply() {
    return {.text = fail(ErrorCode::kFailed, "the daemon's reply cannot be read")};
}

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
    out.integer(request.more ? 1 : 0);
    return out.take();
}

void append_request(std::string& stream, std::string_view verb, std::string_view body) {
    do {
        const std::string_view part = body.substr(0, kPartBytes);
        body.remove_prefix(part.size());
        append_frame(stream, encode(Request{.verb = std::string(verb),
                                            .body = std::string(part),
                                            .more = !body.empty()}));
    } while (!body.empty());
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
    request.more = in.integer() != 0;
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

std::string encode_reply_part(std::string_view part) {
    FieldWriter out;
    out.integer(kPart);
    out.text(part);
    return out.take();
}

ReplyPart decode_reply(std::string_view bytes) {
    FieldReader in(bytes);
    const std::int64_t code = in.integer();
    std::string text = in.text();
    if (bytes.empty() || !in.sound()) {
        return no_reply();
    }
    if (code != kDone && code != kPart) {
        return {.text = tl::unexpected(base::Error{error_code(code), std::move(text)})};
    }
    return {.text = std::move(text), .more = code == kPart};
}

}  // namespace tasksched::ipc
