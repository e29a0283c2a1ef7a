#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/error.h"

namespace tasksched::ipc {

// What clients and the daemon say to each other on the daemon's socket: the client sends a request
// and waits for its reply before it sends the next one, each as the body of a frame (frame.h), or
// of several where it is long: all but the last of them say that more follows. A verb's own fields
// stand in the body of the request and of the reply, in a header of that verb. New verbs may be
// added, and fields at the end of any message.

/// The version of requests and replies themselves; raised where an older program would get a newer
/// one wrong.
inline constexpr std::int64_t kGatewayVersion = 1;

/// The largest frame, in bytes.
inline constexpr std::size_t kMaxGatewayFrame = std::size_t{1024} * 1024;

/// The longest bodies of a request and of a reply, over all their parts.
inline constexpr std::size_t kMaxRequest = std::size_t{16} * 1024 * 1024 + kMaxGatewayFrame;
inline constexpr std::size_t kMaxReply = std::size_t{64} * 1024 * 1024;

/// How much of a body goes into one frame.
inline constexpr std::size_t kPartBytes = std::size_t{512} * 1024;

/// What is asked: a verb and what it takes. A part of it, where more follows.
struct Request {
    std::string verb;
    std::string body;
    bool more = false;

    friend bool operator==(const Request&, const Request&) = default;
};

std::string encode(const Request& request);

/// Appends the frames of the request, in parts where its body is long.
void append_request(std::string& stream, std::string_view verb, std::string_view body);

/// kInvalid where the bytes are no request, or one of another version.
base::Result<Request> decode_request(std::string_view bytes);

/// What is answered: the verb's reply, or why there is none.
std::string encode_reply(const base::Result<std::string>& reply);

/// A part of a reply behind which more follows.
std::string encode_reply_part(std::string_view part);

/// A reply, or a part of it, as it was read.
struct ReplyPart {
    base::Result<std::string> text;  ///< or the error that was answered
    bool more = false;
};

/// kFailed where the bytes are no reply.
ReplyPart decode_reply(std::string_view bytes);

}  // namespace tasksched::ipc
