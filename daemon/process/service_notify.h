#pragma once

#include <string_view>

namespace tasksched::daemon {

/// Tells the service's supervisor about this process's state, "READY=1" or "STOPPING=1", by the
/// protocol of sd_notify(3): a datagram to the socket that NOTIFY_SOCKET names. Returns whether it
/// was sent; without such a variable it is not, and nobody is waiting for it. Never blocks.
bool notify_service(std::string_view state);

/// The same to the socket `address`: an absolute path, or '@' and an abstract name.
bool notify_service_at(std::string_view address, std::string_view state);

}  // namespace tasksched::daemon
