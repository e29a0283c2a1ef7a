#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <optional>

#include "daemon/plugins/attempt_control.h"
#include "daemon/transfer/smtp_exchange.h"
#include "daemon/transfer/transfer_error.h"

namespace tasksched::daemon {

class SmtpPool;

/// Delivers letters to one SMTP server, many at once on the daemon's loop, over connections that
/// are kept. All calls come from the thread of the loop. Deliveries may outlive it.
class SmtpClient {
  public:
    SmtpClient(asio::io_context& loop, SmtpServer server);
    SmtpClient(const SmtpClient&) = delete;
    SmtpClient& operator=(const SmtpClient&) = delete;
    ~SmtpClient();

    /// For new connections; kept ones are closed.
    void configure(SmtpServer server);

    /// Returns when the server has answered for each recipient, or cannot be asked until
    /// `deadline`. A connection that turns out to be closed before the server took anything is no
    /// failure: the letter goes over another one. Ended at once, with kAborted, by any request of
    /// `control`, which outlives the coroutine.
    asio::awaitable<SmtpDelivery> deliver(SmtpLetter letter,
                                          std::chrono::steady_clock::time_point deadline,
                                          AttemptControl& control);

    /// Connects as for a letter, and says nothing; none where that is done.
    asio::awaitable<std::optional<TransferError>> probe(
        std::chrono::steady_clock::time_point deadline, AttemptControl& control);

  private:
    std::shared_ptr<SmtpPool> pool_;
};

}  // namespace tasksched::daemon
