#include "common/ipc/wake.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "common/base/text.h"
#include "common/ipc/bind_socket.h"
#include "common/ipc/socket_address.h"

namespace tasksched::ipc {

namespace {

/// More than any queue holds, so that a flood of datagrams cannot keep the reader here.
constexpr int kMostDrained = 4096;

base::UniqueFd open_socket() {
    return base::UniqueFd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

}  // namespace

bool wake(const std::string& path) {
    const auto address = SocketAddress::of(path);
    const base::UniqueFd socket = open_socket();
    if (!address || !socket) {
        return false;
    }
    const ssize_t sent =
        ::sendto(socket.get(), nullptr, 0, MSG_NOSIGNAL, address->get(), address->size());
    return sent == 0 || errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS;
}

base::Result<base::UniqueFd> listen_for_wakes(const std::string& path) {
    return bind_socket(open_socket(), path);
}

int drain_wakes(int fd) {
    int count = 0;
    while (count < kMostDrained) {
        char byte = 0;
        const ssize_t received = ::recv(fd, &byte, sizeof(byte), MSG_DONTWAIT);
        if (received < 0 && errno == EINTR) {
            continue;
        }
        if (received < 0) {
            break;
        }
        ++count;
    }
    return count;
}

}  // namespace tasksched::ipc
