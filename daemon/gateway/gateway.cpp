#include "daemon/gateway/gateway.h"

#include <sys/socket.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <cerrno>
#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/ipc/bind_socket.h"
#include "common/ipc/frame.h"
#include "common/ipc/gateway.h"
#include "daemon/log.h"

namespace tasksched::daemon {
namespace {

using base::ErrorCode;
using base::UniqueFd;

/// How many clients may knock at once.
constexpr int kClientsInLine = 1024;

/// After a failure of accept(2) that others must mend, such as want of descriptors.
constexpr std::chrono::milliseconds kAfterFailure{100};

/// Says why to a client that is not let in. There is room for a line in a new socket's queue; where
/// the client is gone, nobody is there to be told.
void refuse(const UniqueFd& socket, const base::Error& why) {
    std::string stream;
    ipc::append_frame(stream, ipc::encode_reply(tl::unexpected(why)));
    static_cast<void>(
        ::send(socket.get(), stream.data(), stream.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
}

}  // namespace

base::Result<UniqueFd> Gateway::listen(const std::string& path, Admission::Serves whom) {
    return ipc::listen_for_streams(
        path, kClientsInLine,
        whom == Admission::Serves::kEverybody ? ipc::OpenTo::kEverybody : ipc::OpenTo::kOwner);
}

Gateway::Gateway(asio::io_context& loop, UniqueFd listening, Admission admission,
                 std::vector<std::unique_ptr<Handler>> handlers, Limits limits)
    : loop_(loop),
      listening_(loop, listening.release()),
      admission_(std::move(admission)),
      limits_(limits),
      allowance_(limits.allowance),
      look_ups_(loop),
      pause_(loop) {
    for (auto& handler : handlers) {
        std::string verb(handler->verb());
        TASKSCHED_CHECK(handlers_.try_emplace(std::move(verb), std::move(handler)).second);
    }
}

void Gateway::stop() {
    stopped_ = true;
    pause_.cancel();
    asio::error_code ignored;
    listening_.close(ignored);
    for (const auto& connection : connections_) {
        connection->close();
    }
}

asio::awaitable<void> Gateway::run() {
    while (!stopped_) {
        asio::error_code error;
        co_await listening_.async_wait(asio::posix::stream_descriptor::wait_read,
                                       asio::redirect_error(asio::use_awaitable, error));
        if (stopped_) {
            co_return;
        }
        UniqueFd socket(
            ::accept4(listening_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket) {
            let_in(std::move(socket));
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            co_await pause();
        }
    }
}

asio::awaitable<void> Gateway::pause() {
    pause_.expires_after(kAfterFailure);
    asio::error_code woken;
    co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

void Gateway::let_in(UniqueFd socket) {
    auto peer = peer_of(socket.get());
    const bool known = peer && admission_.is_known(peer->uid);
    if (peer && !known && admission_.serves() == Admission::Serves::kOwner) {
        peer = tl::unexpected(admission_.admit(peer->uid).error());
    }
    if (!peer) {
        log_warning("a connection was refused: {}", peer.error().message);
        refuse(socket, peer.error());
        return;
    }
    auto share = allowance_.let_in(peer->uid, known);
    if (!share) {
        refuse(socket, share.error());
        return;
    }
    auto connection = std::make_shared<Connection>(loop_.get_executor(), std::move(socket),
                                                   std::move(*share), handlers_, limits_.patience);
    connections_.insert(connection);
    asio::co_spawn(loop_, serve(std::move(connection), std::move(*peer)), asio::detached);
}

asio::awaitable<void> Gateway::serve(std::shared_ptr<Connection> connection, Peer peer) {
    auto principal = co_await admit(peer);
    if (principal) {
        co_await connection->serve(std::move(*principal));
    } else {
        log_warning("a connection was refused: {}", principal.error().message);
        co_await connection->turn_away(std::move(principal.error()));
    }
    connections_.erase(connection);
}

asio::awaitable<base::Result<service::Principal>> Gateway::admit(const Peer& peer) {
    if (admission_.is_known(peer.uid)) {
        co_return admission_.admit(peer.uid);
    }
    using Answer = base::Result<service::Principal>;
    const auto answer = std::make_shared<Answer>(base::fail(ErrorCode::kFailed, "not looked up"));
    const std::function<void()> look_up = [answer, peer, admission = admission_] {
        *answer = admission.look_up(peer);
    };
    co_await look_ups_.run(look_up);
    co_return std::move(*answer);
}

}  // namespace tasksched::daemon
