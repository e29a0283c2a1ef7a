#pragma once

#include <array>
#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/base/unique_fd.h"
#include "common/ipc/frame.h"
#include "common/ipc/gateway.h"
#include "common/service/principal.h"
#include "daemon/gateway/allowance.h"
#include "daemon/gateway/handler.h"

namespace tasksched::daemon {

/// The handlers by their verbs.
using Handlers = std::map<std::string, std::unique_ptr<Handler>, std::less<>>;

/// One client's connection. It ends with the client, with what is no request, with a request that
/// does not wait for the reply before it, where the client takes longer than `patience` to ask or
/// to take a part of its reply, and where more is to be held for it than its share allows.
class Connection : public std::enable_shared_from_this<Connection> {
  public:
    /// Takes over a connected stream socket. The handlers outlive the object.
    Connection(const asio::any_io_executor& loop, base::UniqueFd socket,
               std::unique_ptr<Allowance::Share> share, const Handlers& handlers,
               std::chrono::milliseconds patience);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Answers request after request of the principal until the end. Once; the caller keeps the
    /// object alive.
    asio::awaitable<void> serve(service::Principal principal);

    /// Answers the first request by why there will be none, and ends it. In place of serve().
    asio::awaitable<void> turn_away(base::Error why);

    /// Ends it: what serve() waits for is given up.
    void close();

  private:
    using Text = base::Result<std::string>;

    asio::awaitable<std::optional<base::Result<ipc::Request>>> read_request();
    asio::awaitable<std::optional<Text>> read_frame(std::size_t held);
    asio::awaitable<std::optional<Text>> answer(ipc::Request request);
    asio::awaitable<bool> write_reply(Text reply);
    asio::awaitable<bool> write_frame(std::string_view body);
    void hurry();
    void take_time() { timer_.cancel(); }

    asio::local::stream_protocol::socket socket_;
    asio::steady_timer timer_;  ///< closes the socket of a client that takes too long
    std::unique_ptr<Allowance::Share> share_;
    service::Principal principal_;
    const Handlers& handlers_;
    std::chrono::milliseconds patience_;
    ipc::FrameReader frames_;
    std::array<char, std::size_t{4} * 1024> buffer_{};
    std::string leaving_;  ///< the frame being written
};

}  // namespace tasksched::daemon
