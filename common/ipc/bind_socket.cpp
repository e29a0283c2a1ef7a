#include "common/ipc/bind_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <utility>

#include "common/base/text.h"
#include "common/ipc/socket_address.h"

namespace tasksched::ipc {
namespace {

constexpr mode_t kForOwner = S_IRUSR | S_IWUSR;
constexpr mode_t kForEverybody = kForOwner | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH;

tl::unexpected<base::Error> socket_failed(std::string_view what, const std::string& path,
                                          int error) {
    return base::fail(base::ErrorCode::kFailed, "cannot {} the socket {}: {}", what,
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
                          "{} is in the way of the socket and is no socket; move it away",
                          base::quoted(path));
    }
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
        return socket_failed("remove", path, errno);
    }
    return {};
}

base::UniqueFd open_stream_socket() {
    return base::UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

}  // namespace

base::Result<base::UniqueFd> bind_socket(base::UniqueFd socket, const std::string& path,
                                         OpenTo whom) {
    const auto address = SocketAddress::of(path);
    if (!address) {
        return tl::unexpected(address.error());
    }
    if (auto removed = remove_old_socket(path); !removed) {
        return tl::unexpected(removed.error());
    }
    // The mode of an unbound socket is that of the file it is bound to (unix(7)); set before, it
    // leaves no moment at which others could send.
    if (!socket || ::fchmod(socket.get(), kForOwner) != 0 ||
        ::bind(socket.get(), address->get(), address->size()) != 0) {
        return socket_failed("bind", path, errno);
    }
    // From there the umask takes away, so that it is opened by its path.
    if (whom == OpenTo::kEverybody && ::chmod(path.c_str(), kForEverybody) != 0) {
        return socket_failed("open", path, errno);
    }
    return socket;
}

base::Result<base::UniqueFd> listen_for_streams(const std::string& path, int line, OpenTo whom) {
    auto socket = bind_socket(open_stream_socket(), path, whom);
    if (socket && ::listen(socket->get(), line) != 0) {
        return socket_failed("listen on", path, errno);
    }
    return socket;
}

base::Result<base::UniqueFd> connect_stream(const std::string& path) {
    const auto address = SocketAddress::of(path);
    if (!address) {
        return tl::unexpected(address.error());
    }
    base::UniqueFd socket = open_stream_socket();
    // A stream's connect(2) on Unix sockets ends at once: with a full line it is refused (EAGAIN).
    if (!socket || ::connect(socket.get(), address->get(), address->size()) != 0) {
        const int error = errno;
        auto failed = socket_failed("connect to", path, error);
        if (error == EAGAIN || error == ECONNREFUSED || error == ENOENT) {
            failed.value().code = base::ErrorCode::kTryAgain;
        }
        return failed;
    }
    return socket;
}

}  // namespace tasksched::ipc
