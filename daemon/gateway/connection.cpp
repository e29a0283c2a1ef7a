#include "daemon/gateway/connection.h"

#include <asio/buffer.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>
#include <utility>

#include "common/base/text.h"
#include "common/ipc/gateway.h"

namespace tasksched::daemon {
namespace {

using asio::experimental::awaitable_operators::operator||;
using base::ErrorCode;
using base::fail;

using Text = base::Result<std::string>;

}  // namespace

Connection::Connection(const asio::any_io_executor& loop, base::UniqueFd socket,
                       service::Principal principal, const Handlers& handlers,
                       std::chrono::milliseconds patience)
    : socket_(loop, asio::local::stream_protocol(), socket.release()),
      timer_(loop),
      principal_(std::move(principal)),
      handlers_(handlers),
      patience_(patience),
      frames_(ipc::kMaxRequest) {}

void Connection::close() {
    take_time();
    asio::error_code ignored;
    socket_.close(ignored);
}

/// From now on the client has to be quick.
void Connection::hurry() {
    timer_.expires_after(patience_);
    timer_.async_wait([weak = weak_from_this()](asio::error_code cancelled) {
        const auto self = weak.lock();
        if (!cancelled && self) {
            asio::error_code ignored;
            self->socket_.close(ignored);
        }
    });
}

asio::awaitable<void> Connection::serve() {
    for (;;) {
        const auto request = co_await read_request();
        if (!request) {
            break;
        }
        if (!*request) {  // what comes after it cannot be told from it
            co_await write_reply(*request);
            break;
        }
        const auto reply = co_await answer(**request);
        if (!reply || !co_await write_reply(*reply)) {
            break;
        }
    }
    close();
}

/// The next frame, or what is wrong with it; none at the end of the connection.
asio::awaitable<std::optional<Text>> Connection::read_request() {
    hurry();
    for (;;) {
        if (const auto body = frames_.next()) {
            take_time();
            co_return Text(std::string(*body));
        }
        if (frames_.broken()) {
            take_time();
            co_return Text(
                fail(ErrorCode::kInvalid, "a request has at most {} bytes", ipc::kMaxRequest));
        }
        asio::error_code error;
        const std::size_t size = co_await socket_.async_read_some(
            asio::buffer(buffer_), asio::redirect_error(asio::use_awaitable, error));
        if (error) {
            co_return std::nullopt;
        }
        frames_.append({buffer_.data(), size});
    }
}

/// The reply to a request; none where the client does not wait for it.
asio::awaitable<std::optional<Text>> Connection::answer(std::string_view bytes) {
    auto request = ipc::decode_request(bytes);
    if (!request) {
        co_return Text(tl::unexpected(std::move(request.error())));
    }
    const auto handler = handlers_.find(request->verb);
    if (handler == handlers_.end()) {
        co_return Text(fail(ErrorCode::kInvalid, "this daemon does not know the request {}",
                            base::quoted(request->verb)));
    }
    asio::error_code error;
    auto answering = handler->second->answer(principal_, std::move(request->body));
    auto gone = socket_.async_wait(asio::local::stream_protocol::socket::wait_read,
                                   asio::redirect_error(asio::use_awaitable, error));
    auto first = co_await (std::move(answering) || std::move(gone));
    if (first.index() != 0) {
        co_return std::nullopt;
    }
    co_return std::get<0>(std::move(first));
}

asio::awaitable<bool> Connection::write_reply(const Text& reply) {
    leaving_.clear();
    ipc::append_frame(leaving_, ipc::encode_reply(reply));
    hurry();
    asio::error_code error;
    co_await asio::async_write(socket_, asio::buffer(leaving_),
                               asio::redirect_error(asio::use_awaitable, error));
    take_time();
    co_return !error;
}

}  // namespace tasksched::daemon
