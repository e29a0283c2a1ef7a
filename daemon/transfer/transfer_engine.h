#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <memory>
#include <tl/expected.hpp>

#include "daemon/plugins/attempt_control.h"
#include "daemon/transfer/http_exchange.h"
#include "daemon/transfer/transfer_error.h"
#include "daemon/transfer/transfer_settings.h"

namespace tasksched::daemon {

class AddressFilter;
class HostTurns;
class MultiLoop;

/// Carries out transfers over the network, thousands at once on the daemon's loop, without a thread
/// for each: libcurl's multi handle by its socket interface. Connections are kept and used again.
///
/// The peer's TLS certificate is always verified. An address is judged when a socket is opened to
/// it, so that neither names nor redirects get around the filter. All calls come from the thread of
/// the loop. Destroyed while transfers are under way, it lets go of them: their coroutines are not
/// resumed for an end, and may be destroyed later.
class TransferEngine {
  public:
    explicit TransferEngine(asio::io_context& loop, TransferSettings settings = {});
    TransferEngine(const TransferEngine&) = delete;
    TransferEngine& operator=(const TransferEngine&) = delete;
    ~TransferEngine();

    /// From now on: for new transfers, and for connections that are kept from earlier ones.
    void configure(TransferSettings settings);

    /// Sends the request and returns the reply, whatever its status. Ended at once, with kAborted,
    /// by any request of `control`, which outlives the coroutine. A request that is not idempotent
    /// by its method (RFC 9110 9.2.2) goes out once at most; the others may go out again over a new
    /// connection where the server closes a kept one on them without a reply.
    asio::awaitable<tl::expected<HttpReply, TransferError>> exchange(HttpRequest request,
                                                                     AttemptControl& control);

    // What transfers of this folder are built on, see transfer.h.

    [[nodiscard]] const TransferSettings& settings() const { return settings_; }
    [[nodiscard]] const AddressFilter& filter() const { return *filter_; }
    [[nodiscard]] MultiLoop& multi() { return *multi_; }
    [[nodiscard]] HostTurns& turns() { return *turns_; }

  private:
    TransferSettings settings_;
    std::unique_ptr<AddressFilter> filter_;
    std::unique_ptr<MultiLoop> multi_;
    std::unique_ptr<HostTurns> turns_;
};

}  // namespace tasksched::daemon
