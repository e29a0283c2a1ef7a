#include "daemon/transfer/connect_probe.h"

#include <utility>

#include "common/base/ip_address.h"
#include "daemon/transfer/transfer.h"

namespace tasksched::daemon {

asio::awaitable<std::optional<TransferError>> probe(TransferEngine& engine, const Url& url,
                                                    std::chrono::steady_clock::time_point deadline,
                                                    AttemptControl& control) {
    Transfer transfer(engine, Destination::kOfAdministrator, Transfer::Resend::kNever);
    transfer.set(CURLOPT_PROTOCOLS_STR, "http,https");
    transfer.set(CURLOPT_CURLU, url.handle());
    transfer.set(CURLOPT_CONNECT_ONLY, 1L);
    HostTurns::Place place{.host = url.origin(),
                           .needs_lookup = !base::parse_ip_address(url.host()),
                           .most = engine.settings().limits.per_host};
    TransferEnd end = co_await transfer.run(std::move(place), deadline, control);
    co_return std::move(end.error);
}

}  // namespace tasksched::daemon
