#include "daemon/gateway/admission.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace tasksched::daemon {

base::Result<Admission> Admission::of_this_process(const config::Config& config) {
    return service::current_principal(config).map(
        [](service::Principal owner) { return Admission(::geteuid(), std::move(owner)); });
}

base::Result<service::Principal> Admission::admit(uid_t peer) const {
    if (peer == owner_uid_) {
        return owner_;
    }
    if (peer == 0) {
        return service::Principal{.user = "root", .is_operator = true};
    }
    return base::fail(base::ErrorCode::kNotPermitted,
                      "this daemon serves user '{}' alone; the user of number {} may not ask it",
                      owner_.user, peer);
}

base::Result<uid_t> peer_of(int socket) {
    ucred peer{};
    socklen_t size = sizeof(peer);
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
        return base::fail(base::ErrorCode::kFailed, "cannot find out who asks: {}",
                          base::system_error_text(errno));
    }
    return peer.uid;
}

}  // namespace tasksched::daemon
