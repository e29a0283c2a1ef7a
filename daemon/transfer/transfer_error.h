#pragma once

#include <cstdint>
#include <string>

namespace tasksched::daemon {

/// What is known of a transfer that came to no reply.
enum class TransferFailure : std::uint8_t {
    kNotSent,      ///< nothing reached the server: no address, no connection, no TLS
    kInterrupted,  ///< the server may have acted on it: too late, or cut off
    kRefused,      ///< not done, and no better next time: a bad request, or an address not allowed
    kAborted,      ///< ended by its AttemptControl: a kill, or an abandon
};

/// Why a transfer came to no reply. `message` is one line for people, without any secret.
struct TransferError {
    TransferFailure kind = TransferFailure::kInterrupted;
    std::string message;
    bool is_timeout = false;  ///< of the whole; not of its connection alone
};

}  // namespace tasksched::daemon
