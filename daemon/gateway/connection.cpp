#include "daemon/gateway/connection.h"

#include <asio/buffer.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>
#include <utility>

#include "common/base/text.h"

namespace tasksched::daemon {
namespace {

using asio::experimental::awaitable_operators::operator||;
using base::ErrorCode;
using base::fail;

tl::unexpected<base::Error> too_much() {
    return fail(ErrorCode::kTryAgain,
                "the daemon holds as much for this user as it may; try again");
}

}  // namespace

Connection::Connection(const asio::any_io_executor& loop, base::UniqueFd socket,
                       std::unique_ptr<Allowance::Share> share, const Handlers& handlers,
                       std::chrono::milliseconds patience)
    : socket_(loop, asio::local::stream_protocol(), socket.release()),
      timer_(loop),
      share_(std::move(share)),
      handlers_(handlers),
      patience_(patience),
      frames_(ipc::kMaxGatewayFrame) {}

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

asio::awaitable<void> Connection::serve(service::Principal principal) {
    principal_ = std::move(principal);
    for (;;) {
        auto request = co_await read_request();
        if (!request) {
            break;
        }
        if (!*request) {  // what comes after it cannot be told from it
            Text refusal = tl::unexpected(request->error());
            co_await write_reply(std::move(refusal));
            break;
        }
        auto reply = co_await answer(std::move(**request));
        if (!reply || !co_await write_reply(std::move(*reply))) {
            break;
        }
    }
    close();
}

asio::awaitable<void> Connection::turn_away(base::Error why) {
    if (co_await read_request()) {
        Text refusal = tl::unexpected(std::move(why));
        co_await write_reply(std::move(refusal));
    }
    close();
}

/// The next request with all its parts, or what is wrong with it; none at the end of the
/// connection. All of it has to be there within the patience.
asio::awaitable<std::optional<base::Result<ipc::Request>>> Connection::read_request() {
    using Read = base::Result<ipc::Request>;
    ipc::Request whole;
    hurry();
    for (bool first = true;; first = false) {
        const auto frame = co_await read_frame(whole.body.size());
        if (!frame) {
            co_return std::nullopt;
        }
        auto part =
            frame->and_then([](const std::string& body) { return ipc::decode_request(body); });
        if (part && !first && part->verb != whole.verb) {
            part = fail(ErrorCode::kInvalid, "the parts of a request are of one verb");
        }
        if (part && whole.body.size() + part->body.size() > ipc::kMaxRequest) {
            part = fail(ErrorCode::kInvalid, "a request has at most {} bytes", ipc::kMaxRequest);
        }
        if (!part) {
            take_time();
            co_return Read(tl::unexpected(std::move(part.error())));
        }
        whole.verb = std::move(part->verb);
        whole.body += part->body;
        if (!part->more) {
            take_time();
            co_return Read(std::move(whole));
        }
    }
}

/// The next frame, or what is wrong with it; none at the end of the connection. So much is held
/// for the client beside it.
asio::awaitable<std::optional<Connection::Text>> Connection::read_frame(std::size_t held) {
    for (;;) {
        if (const auto body = frames_.next()) {
            co_return Text(std::string(*body));
        }
        if (frames_.broken()) {
            co_return Text(
                fail(ErrorCode::kInvalid, "a frame has at most {} bytes", ipc::kMaxGatewayFrame));
        }
        if (!share_->hold(held + frames_.unread())) {
            co_return Text(too_much());
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
asio::awaitable<std::optional<Connection::Text>> Connection::answer(ipc::Request request) {
    const auto handler = handlers_.find(request.verb);
    if (handler == handlers_.end()) {
        co_return Text(fail(ErrorCode::kInvalid, "this daemon does not know the request {}",
                            base::quoted(request.verb)));
    }
    asio::error_code error;
    auto answering = handler->second->answer(principal_, std::move(request.body));
    auto gone = socket_.async_wait(asio::local::stream_protocol::socket::wait_read,
                                   asio::redirect_error(asio::use_awaitable, error));
    auto first = co_await (std::move(answering) || std::move(gone));
    if (first.index() != 0) {
        co_return std::nullopt;
    }
    co_return std::get<0>(std::move(first));
}

/// In as many frames as it takes; each of them has to be taken within the patience.
asio::awaitable<bool> Connection::write_reply(Text reply) {
    if (reply && !share_->hold(reply->size())) {
        reply = too_much();
    }
    std::string_view rest = reply ? std::string_view(*reply) : std::string_view();
    while (rest.size() > ipc::kPartBytes) {
        const std::string frame = ipc::encode_reply_part(rest.substr(0, ipc::kPartBytes));
        rest.remove_prefix(ipc::kPartBytes);
        if (!co_await write_frame(frame)) {
            co_return false;
        }
    }
    const Text last = reply ? Text(std::string(rest)) : std::move(reply);
    const std::string frame = ipc::encode_reply(last);
    const bool written = co_await write_frame(frame);
    static_cast<void>(share_->hold(0));
    co_return written;
}

asio::awaitable<bool> Connection::write_frame(std::string_view body) {
    leaving_.clear();
    ipc::append_frame(leaving_, body);
    hurry();
    asio::error_code error;
    co_await asio::async_write(socket_, asio::buffer(leaving_),
                               asio::redirect_error(asio::use_awaitable, error));
    take_time();
    co_return !error;
}

}  // namespace tasksched::daemon
