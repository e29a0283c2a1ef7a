#pragma once

#include <sys/types.h>

#include <utility>

#include "common/base/error.h"
#include "common/config/config.h"
#include "common/service/principal.h"

namespace tasksched::daemon {

/// Who may speak with the daemon, and as whom: decided here alone, once for each connection, by the
/// user that the kernel names as its maker. Up to now that is the daemon's own user, and root.
class Admission {
  public:
    /// `owner` is what the daemon's own user may do, `owner_uid` its number.
    Admission(uid_t owner_uid, service::Principal owner)
        : owner_uid_(owner_uid), owner_(std::move(owner)) {}

    /// For the user that this process runs as. May ask a directory service, which takes its time:
    /// once, at the start.
    static base::Result<Admission> of_this_process(const config::Config& config);

    /// The principal that a user asks as; kNotPermitted for one that may not ask.
    [[nodiscard]] base::Result<service::Principal> admit(uid_t peer) const;

  private:
    uid_t owner_uid_;
    service::Principal owner_;
};

/// The user who made the connection (SO_PEERCRED, unix(7)). Its process is of no account: a pid may
/// be another's by now.
base::Result<uid_t> peer_of(int socket);

}  // namespace tasksched::daemon
