#pragma once

#include <array>
#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/local/stream_protocol.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/base/unique_fd.h"
#include "common/ipc/frame.h"
#include "daemon/supervisor/protocol/messages.h"

namespace tasksched::daemon {

/// One end of the connection between daemon and supervisor. Works on one loop; what is under way
/// keeps it alive.
class Channel : public std::enable_shared_from_this<Channel> {
  public:
    /// Takes over a connected stream socket.
    Channel(const asio::any_io_executor& loop, base::UniqueFd socket);

    /// Queues a message, in order, and never waits. After the end of the connection it is dropped.
    void send(const Message& message) { send_encoded(encode(message)); }
    void send_encoded(std::string_view body);

    /// From hold() to release() what is sent waits, to leave together: each message by itself wakes
    /// the other side.
    void hold() { held_ = true; }
    void release();

    /// The next message; none at the end of the connection, and after what is not a message.
    asio::awaitable<std::optional<Message>> receive();

    /// Bytes that were queued and are not written yet.
    [[nodiscard]] std::size_t unsent() const { return waiting_.size() + leaving_.size(); }

    /// Called each time when all that was queued is written.
    void on_drained(std::function<void()> drained) { drained_ = std::move(drained); }

    void close();

  private:
    void write_on();

    asio::local::stream_protocol::socket socket_;
    ipc::FrameReader frames_;
    std::array<char, std::size_t{16} * 1024> buffer_{};
    std::string waiting_;
    std::string leaving_;  ///< being written
    bool broken_ = false;
    bool held_ = false;
    std::function<void()> drained_;
};

}  // namespace tasksched::daemon
