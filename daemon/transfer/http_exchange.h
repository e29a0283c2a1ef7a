#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/transfer/transfer_settings.h"

namespace tasksched::daemon {

/// What is done about a reply that redirects (301, 302, 303, 307, 308).
enum class Redirects : std::uint8_t {
    kReturn,  ///< it is the reply
    /// It is followed, three times at most, by http and https only. To another host, port or scheme
    /// it goes without the headers of the request, and not at all where the body would go along.
    kFollow,
};

/// One request. All texts are taken as they are: nothing in them is looked up or replaced.
struct HttpRequest {
    std::string method = "GET";        ///< a token of RFC 9110
    std::string url;                   ///< http or https, with a host, without user or password
    std::vector<std::string> headers;  ///< "Name: value" each, without CR, LF and NUL
    std::optional<std::string> body;   ///< any bytes; given, it is sent even where it is empty
    std::chrono::milliseconds timeout{300'000};  ///< from the call of exchange() to the reply's end
    Redirects redirects = Redirects::kReturn;
    Destination destination = Destination::kOfUser;
    std::size_t reply_cap = std::size_t{64} << 10;  ///< how much of the reply's body is kept
};

/// The reply of a server, whatever its status.
struct HttpReply {
    int status = 0;      ///< 200 to 599
    std::string reason;  ///< what the server wrote beside it, such as "Not Found"; may be empty
    std::string body;    ///< its first bytes, up to the request's reply_cap
    std::int64_t total_bytes = 0;  ///< of the body, as far as it was read
    bool is_cut_off = false;       ///< the body is longer than the 64 MiB that are read
    std::string content_type;      ///< empty where the server told none
    /// How long the server asks to wait, from when the reply came; from either form of Retry-After.
    std::optional<std::chrono::seconds> retry_after;
    std::string location;  ///< where it redirects to, as the server wrote it; empty: nowhere
    std::string url;       ///< where it came from, after redirects
};

}  // namespace tasksched::daemon
