#include "common/ipc/socket_address.h"

#include <fcntl.h>

#include <cerrno>

#include "common/base/text.h"

namespace tasksched::ipc {

namespace {

bool put(sockaddr_un& address, const std::string& path) {
    if (path.size() >= sizeof(address.sun_path)) {
        return false;
    }
    address.sun_family = AF_UNIX;
    path.copy(static_cast<char*>(address.sun_path), path.size());
    return true;
}

}  // namespace

base::Result<SocketAddress> SocketAddress::of(const std::string& path) {
    SocketAddress socket;
    if (put(socket.address_, path)) {
        return socket;
    }
    const std::size_t slash = path.rfind('/');
    const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    socket.directory_.reset(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!socket.directory_) {
        return base::fail(base::ErrorCode::kFailed, "cannot open the directory {}: {}",
                          base::quoted(directory), base::system_error_text(errno));
    }
    const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    if (!put(socket.address_, fmt::format("/proc/self/fd/{}/{}", socket.directory_.get(), name))) {
        return base::fail(base::ErrorCode::kInvalid, "the name of the socket {} is too long",
                          base::quoted(name));
    }
    return socket;
}

const sockaddr* SocketAddress::get() const { return reinterpret_cast<const sockaddr*>(&address_); }

}  // namespace tasksched::ipc
