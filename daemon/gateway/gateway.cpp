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
constexpr int kClientsInLine = 128;

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

base::Result<UniqueFd> Gateway::listen(const std::string& path) {
    return ipc::listen_for_streams(path, kClientsInLine);
}

Gateway::Gateway(asio::io_context& loop, UniqueFd listening, Admission admission,
                 std::vector<std::unique_ptr<Handler>> handlers, Limits limits)
    : loop_(loop),
      listening_(loop, listening.release()),
      admission_(std::move(admission)),
      limits_(limits),
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
    const auto principal =
        peer_of(socket.get()).and_then([this](uid_t peer) { return admission_.admit(peer); });
    if (!principal) {
        log_warning("a connection was refused: {}", principal.error().message);
        refuse(socket, principal.error());
        return;
    }
    if (connections_.size() >= limits_.connections) {
        refuse(socket, {ErrorCode::kTryAgain,
                        fmt::format("the daemon serves {} connections already, as many as it may",
                                    limits_.connections)});
        return;
    }
    auto connection = std::make_shared<Connection>(loop_.get_executor(), std::move(socket),
                                                   *principal, handlers_, limits_.patience);
    connections_.insert(connection);
    asio::co_spawn(loop_, serve(std::move(connection)), asio::detached);
}

asio::awaitable<void> Gateway::serve(std::shared_ptr<Connection> connection) {
    co_await connection->serve();
    connections_.erase(connection);
}

}  // namespace tasksched::daemon
