#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/base/unique_fd.h"
#include "daemon/gateway/admission.h"
#include "daemon/gateway/allowance.h"
#include "daemon/gateway/connection.h"
#include "daemon/gateway/handler.h"
#include "daemon/gateway/worker.h"

namespace tasksched::daemon {

/// The daemon's socket: lets in who may ask, and has each request answered by the handler of its
/// verb. Owns the connections; what their clients do costs a bounded amount of memory, and nobody
/// else any time.
class Gateway {
  public:
    struct Limits {
        Allowance::Limits allowance;
        std::chrono::milliseconds patience{30'000};  ///< see Connection
    };

    /// The socket at `path`, which those can reach whom the daemon serves; what stood there is
    /// removed: the caller holds the daemon's lock.
    static base::Result<base::UniqueFd> listen(const std::string& path,
                                               Admission::Serves whom = Admission::Serves::kOwner);

    /// `listening` is what listen() gives. Two handlers of one verb are a broken invariant.
    Gateway(asio::io_context& loop, base::UniqueFd listening, Admission admission,
            std::vector<std::unique_ptr<Handler>> handlers, Limits limits);
    Gateway(asio::io_context& loop, base::UniqueFd listening, Admission admission,
            std::vector<std::unique_ptr<Handler>> handlers)
        : Gateway(loop, std::move(listening), std::move(admission), std::move(handlers), {}) {}
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    /// Goes on until stop(). Once, on the loop.
    asio::awaitable<void> run();

    /// Lets nobody in any more and ends all connections.
    void stop();

    [[nodiscard]] std::size_t connections() const { return connections_.size(); }

  private:
    asio::awaitable<void> pause();
    void let_in(base::UniqueFd socket);
    asio::awaitable<void> serve(std::shared_ptr<Connection> connection, Peer peer);
    asio::awaitable<base::Result<service::Principal>> admit(const Peer& peer);

    asio::io_context& loop_;
    asio::posix::stream_descriptor listening_;
    Admission admission_;
    Handlers handlers_;
    Limits limits_;
    Allowance allowance_;
    Worker look_ups_;  ///< of accounts: a directory service may take its time
    asio::steady_timer pause_;
    std::set<std::shared_ptr<Connection>> connections_;
    bool stopped_ = false;
};

}  // namespace tasksched::daemon
