#include "common/ipc/wake.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "common/base/text.h"
#include "common/ipc/socket_address.h"

namespace tasksched::ipc {

namespace {

/// More than any queue holds, so that a flood of datagrams cannot keep the reader here.
constexpr int kMostDrained = 4096;

base::UniqueFd open_socket() {
    return base::UniqueFd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

tl::unexpected<base::Error> socket_failed(std::string_view what, const std::string& path,
                                          int error) {
    return base::fail(base::ErrorCode::kFailed, "cannot {} the wake socket {}: {}", what,
                      base::quoted(path), base::system_error_text(error));
}

/// Removes the socket that an earlier daemon left; anything else there is not ours to remove.
base::Result<void> remove_old_socket(const std::string& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) {
        return errno == ENOENT ? base::Result<void>() : socket_failed("look at", path, errno);
    }
    if (!S_ISSOCK(status.st_mode)) {
        return base::fail(base::ErrorCode::kFailed,
                          "{} is in the way of the wake socket and is no socket; move it away",
                          base::quoted(path));
    }
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
        return socket_failed("remove", path, errno);
    }
    return {};
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
    const auto address = SocketAddress::of(path);
    if (!address) {
        return tl::unexpected(address.error());
    }
    if (auto removed = remove_old_socket(path); !removed) {
        return tl::unexpected(removed.error());
    }
    base::UniqueFd socket = open_socket();
    // The mode of an unbound socket is that of the file it is bound to (unix(7)); set before, it
    // leaves no moment at which others could send.
    if (!socket || ::fchmod(socket.get(), S_IRUSR | S_IWUSR) != 0 ||
        ::bind(socket.get(), address->get(), address->size()) != 0) {
        return socket_failed("bind", path, errno);
    }
    return socket;
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
