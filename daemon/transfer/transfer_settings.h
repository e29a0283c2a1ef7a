#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/base/ip_address.h"
#include "common/config/config.h"

namespace tasksched::daemon {

/// Who said where a transfer goes.
enum class Destination : std::uint8_t {
    kOfUser,           ///< a task: addresses are judged, see address_filter.h
    kOfAdministrator,  ///< the configuration: any address
};

/// How many connections a TransferEngine has open. What is beyond a limit waits for its turn.
struct TransferLimits {
    std::size_t in_all = 2000;
    std::size_t per_host = 1000;  ///< to one host and port
};

/// What the configuration says about transfers.
struct TransferSettings {
    TransferLimits limits;
    /// Addresses that may be called although they are refused by default, see address_filter.h.
    std::vector<base::AddressRange> allowed;
    std::string ca_file;  ///< PEM, trusted in place of the system's authorities; empty: those
};

/// What `[http]` says. `descriptors` is how many this process may have open.
TransferSettings transfer_settings(const config::Http& http, std::uint64_t descriptors);

}  // namespace tasksched::daemon
