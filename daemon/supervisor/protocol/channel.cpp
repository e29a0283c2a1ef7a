#include "daemon/supervisor/protocol/channel.h"

#include <asio/buffer.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>
#include <string_view>
#include <utility>

namespace tasksched::daemon {

Channel::Channel(const asio::any_io_executor& loop, base::UniqueFd socket)
    : socket_(loop, asio::local::stream_protocol(), socket.release()) {}

void Channel::send_encoded(std::string_view body) {
    if (broken_) {
        return;
    }
    ipc::append_frame(waiting_, body);
    if (leaving_.empty() && !held_) {
        write_on();
    }
}

void Channel::release() {
    held_ = false;
    if (leaving_.empty() && !waiting_.empty()) {
        write_on();
    }
}

void Channel::write_on() {
    leaving_.swap(waiting_);
    asio::async_write(socket_, asio::buffer(leaving_),
                      [self = shared_from_this()](asio::error_code error, std::size_t) {
                          self->leaving_.clear();
                          if (error) {
                              self->broken_ = true;  // receive() tells of it
                              self->waiting_.clear();
                          } else if (!self->waiting_.empty() && !self->held_) {
                              self->write_on();
                          } else if (self->waiting_.empty() && self->drained_) {
                              self->drained_();
                          }
                      });
}

asio::awaitable<std::optional<Message>> Channel::receive() {
    const auto self = shared_from_this();
    for (;;) {
        if (const auto body = frames_.next()) {
            co_return decode(*body);
        }
        if (frames_.broken()) {
            co_return std::nullopt;
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

void Channel::close() {
    broken_ = true;
    asio::error_code ignored;
    socket_.close(ignored);
}

}  // namespace tasksched::daemon
