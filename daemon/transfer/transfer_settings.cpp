#include "daemon/transfer/transfer_settings.h"

#include <algorithm>

namespace tasksched::daemon {
namespace {

/// For all else that the daemon has open: its store, its sockets, its log, its supervisor.
constexpr std::uint64_t kReserve = 64;

}  // namespace

TransferSettings transfer_settings(const config::Http& http, std::uint64_t descriptors) {
    TransferSettings settings;
    const std::uint64_t spare = descriptors > kReserve ? descriptors - kReserve : 1;
    settings.limits.in_all = std::min<std::size_t>(settings.limits.in_all, spare);
    settings.limits.per_host =
        std::min(static_cast<std::size_t>(*http.per_host), settings.limits.in_all);
    for (const std::string& range : *http.allow) {
        if (const auto parsed = base::parse_address_range(range)) {
            settings.allowed.push_back(*parsed);
        }
    }
    settings.ca_file = *http.ca_file;
    return settings;
}

}  // namespace tasksched::daemon
