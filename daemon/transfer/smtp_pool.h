#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "daemon/transfer/multi_loop.h"
#include "daemon/transfer/smtp_connection.h"
#include "daemon/transfer/smtp_exchange.h"

namespace tasksched::daemon {

/// The connections to one SMTP server: as many as it may have at once, kept for a while for the
/// next letter. Shared by the client that owns it and the deliveries under way.
class SmtpPool : public std::enable_shared_from_this<SmtpPool> {
  public:
    SmtpPool(asio::io_context& loop, SmtpServer server);

    /// The right to one connection, from acquire() on. Given back when it ends.
    class Lease {
      public:
        explicit Lease(std::shared_ptr<SmtpPool> pool) : pool_(std::move(pool)) {}
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        ~Lease();

        /// Waits for its turn and for the connection; none where it is there. Once.
        asio::awaitable<std::optional<TransferError>> acquire();

        [[nodiscard]] SmtpConnection& connection() { return *connection_; }

        /// The connection is good for another letter.
        void keep() { is_sound_ = true; }

      private:
        std::shared_ptr<SmtpPool> pool_;
        std::unique_ptr<SmtpConnection> connection_;
        bool has_place_ = false;
        bool is_sound_ = false;
    };

    /// Connections are made as `server` says from now on; those of before end with their letter.
    void configure(SmtpServer server);

    [[nodiscard]] const SmtpServer& server() const { return server_; }

  private:
    struct Kept {
        std::unique_ptr<SmtpConnection> connection;
        std::chrono::steady_clock::time_point since;
    };
    struct Waiter;

    asio::awaitable<void> wait_for_place();
    [[nodiscard]] std::unique_ptr<SmtpConnection> take_kept();
    void give_back(std::unique_ptr<SmtpConnection> connection, bool is_sound);
    void wake_next();
    void close_idle_later();
    void arm_idle_timer();
    void close_idle();

    asio::io_context& loop_;
    SmtpServer server_;
    MultiLoop multi_;
    std::vector<Kept> kept_;  ///< the last one used last
    std::size_t places_ = 0;  ///< in use
    std::list<Waiter*> waiting_;
    asio::steady_timer idle_timer_;
};

}  // namespace tasksched::daemon
