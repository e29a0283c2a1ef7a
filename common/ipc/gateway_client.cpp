#include "common/ipc/gateway_client.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "common/ipc/bind_socket.h"

namespace tasksched::ipc {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Whether the descriptor is ready for `events`, or has ended, before the time.
bool wait_for(int fd, short events, steady_clock::time_point until) {
    for (;;) {
        const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
        pollfd watched{fd, events, 0};
        const int ready =
            ::poll(&watched, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
        if (ready >= 0 || errno != EINTR) {
            return ready > 0;
        }
    }
}

}  // namespace

base::Result<GatewayClient> GatewayClient::connect(const std::string& path) {
    return connect_stream(path).map(
        [](base::UniqueFd socket) { return GatewayClient(std::move(socket)); });
}

base::Result<std::optional<std::string>> GatewayClient::ask(const Request& request,
                                                            milliseconds deadline) {
    const auto until = steady_clock::now() + deadline;
    std::string stream;
    append_request(stream, request.verb, request.body);
    // A daemon that refuses the connection says why and does not read: its answer is there even
    // where the request could not be written.
    write(stream, until);
    std::string body;
    while (const auto frame = read_frame(until)) {
        ReplyPart part = decode_reply(*frame);
        if (!part.text) {
            return tl::unexpected(std::move(part.text.error()));
        }
        if (part.text->size() > kMaxReply - body.size()) {
            return base::fail(base::ErrorCode::kFailed, "the daemon's reply has more than {} bytes",
                              kMaxReply);
        }
        body += *part.text;
        if (!part.more) {
            return body;
        }
    }
    return std::nullopt;
}

base::Result<GatewayClient::Listener> GatewayClient::listener() const {
    ucred peer{};
    socklen_t size = sizeof(peer);
    if (::getsockopt(socket_.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
        return base::fail(base::ErrorCode::kFailed, "cannot find out who listens: {}",
                          base::system_error_text(errno));
    }
    return Listener{.pid = peer.pid, .uid = peer.uid};
}

bool GatewayClient::write(std::string_view bytes, steady_clock::time_point until) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN ? !wait_for(socket_.get(), POLLOUT, until) : errno != EINTR) {
            return false;
        }
    }
    return true;
}

std::optional<std::string> GatewayClient::read_frame(steady_clock::time_point until) {
    std::array<char, std::size_t{64} * 1024> buffer{};
    for (;;) {
        if (const auto body = frames_.next()) {
            return std::string(*body);
        }
        if (frames_.broken()) {
            return std::nullopt;
        }
        const ssize_t got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
        if (got > 0) {
            frames_.append({buffer.data(), static_cast<std::size_t>(got)});
        } else if (got == 0 ||
                   (errno == EAGAIN ? !wait_for(socket_.get(), POLLIN, until) : errno != EINTR)) {
            return std::nullopt;
        }
    }
}

}  // namespace tasksched::ipc
