#include "daemon/gateway/admission.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace tasksched::daemon {

base::Result<Admission> Admission::of_this_process(const config::Config& config) {
    return service::current_principal(config).map([&config](service::Principal owner) {
        return Admission(::geteuid(), std::move(owner),
                         config::is_system_mode(config) ? Serves::kEverybody : Serves::kOwner,
                         *config.security.operators);
    });
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

base::Result<service::Principal> Admission::look_up(const Peer& peer) const {
    return service::principal_of(peer.uid, peer.groups, operators_);
}

base::Result<Peer> peer_of(int socket) {
    ucred credentials{};
    socklen_t size = sizeof(credentials);
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
        return base::fail(base::ErrorCode::kFailed, "cannot find out who asks: {}",
                          base::system_error_text(errno));
    }
    Peer peer{.uid = credentials.uid, .groups = {}};
    // As many as there may be in a process (NGROUPS_MAX) would be 256 KiB: ask how many there are.
    socklen_t bytes = 0;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, nullptr, &bytes) != 0 && errno == ERANGE) {
        peer.groups.resize(bytes / sizeof(gid_t));
        if (::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, peer.groups.data(), &bytes) != 0) {
            return base::fail(base::ErrorCode::kFailed,
                              "cannot find out the groups of who asks: {}",
                              base::system_error_text(errno));
        }
        peer.groups.resize(bytes / sizeof(gid_t));
    }
    peer.groups.push_back(credentials.gid);
    return peer;
}

}  // namespace tasksched::daemon
