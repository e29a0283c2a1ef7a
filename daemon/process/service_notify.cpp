#include "daemon/process/service_notify.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "common/base/unique_fd.h"

namespace tasksched::daemon {

bool notify_service(std::string_view state) {
    const char* address = std::getenv("NOTIFY_SOCKET");  // NOLINT(concurrency-mt-unsafe): only read
    return address != nullptr && notify_service_at(address, state);
}

bool notify_service_at(std::string_view address, std::string_view state) {
    sockaddr_un target{};
    if (address.size() < 2 || address.size() >= sizeof(target.sun_path) ||
        (address[0] != '/' && address[0] != '@')) {
        return false;
    }
    target.sun_family = AF_UNIX;
    std::memcpy(target.sun_path, address.data(), address.size());
    if (address[0] == '@') {
        target.sun_path[0] = '\0';  // unix(7), abstract: the name is what the length covers
    }
    const base::UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket) {
        return false;
    }
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address.size());
    const ssize_t sent =
        ::sendto(socket.get(), state.data(), state.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                 reinterpret_cast<const sockaddr*>(&target), size);
    return sent == static_cast<ssize_t>(state.size());
}

}  // namespace tasksched::daemon
