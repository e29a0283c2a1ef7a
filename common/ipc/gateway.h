#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/error.h"

namespace tasksched::ipc {

// What clients and the daemon say to each other on the daemon's socket: the client sends a request
// and waits for its reply before it sends the next one, each as the body of a frame (frame.h). A
// verb's own fields stand in the body of the request and of the reply, in a header of that verb.
// New verbs may be added, and fields at the end of any message.

/// The version of requests and replies themselves; raised where an older program would get a newer
/// one wrong.
inline constexpr std::int64_t kGatewayVersion = 1;

/// The largest request, in bytes.
inline constexpr std::size_t kMaxRequest = std::size_t{128} * 1024;

/// What is asked: a verb and what it takes.
struct Request {
    std::string verb;
    std::string body;

    friend bool operator==(const Request&, const Request&) = default;
};

std::string encode(const Request& request);

/// kInvalid where the bytes are no request, or one of another version.
base::Result<Request> decode_request(std::string_view bytes);

/// What is answered: the verb's reply, or why there is none.
std::string encode_reply(const base::Result<std::string>& reply);

/// The reply or the error that was answered; kFailed where the bytes are no reply.
base::Result<std::string> decode_reply(std::string_view bytes);

}  // namespace tasksched::ipc
