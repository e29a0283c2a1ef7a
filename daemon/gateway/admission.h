#pragma once

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/config/config.h"
#include "common/service/principal.h"

namespace tasksched::daemon {

/// The user who made a connection. Its process is of no account: a pid may be another's by now.
struct Peer {
    uid_t uid = 0;
    std::vector<gid_t> groups;  ///< all of them
};

/// By the kernel's word (SO_PEERCRED and SO_PEERGROUPS, unix(7)).
base::Result<Peer> peer_of(int socket);

/// Who may speak with the daemon, and as whom: decided here alone, once for each connection, by the
/// user that the kernel names as its maker. The daemon of a system serves everybody who has an
/// account; any other its own user and root.
class Admission {
  public:
    enum class Serves { kOwner, kEverybody };

    /// `owner` is what the daemon's own user may do, `owner_uid` its number. Of the others, the
    /// members of the group `operators` may act for all.
    Admission(uid_t owner_uid, service::Principal owner, Serves serves = Serves::kOwner,
              std::string operators = {})
        : owner_uid_(owner_uid),
          owner_(std::move(owner)),
          serves_(serves),
          operators_(std::move(operators)) {}

    /// For the user that this process runs as. May ask a directory service, which takes its time:
    /// once, at the start.
    static base::Result<Admission> of_this_process(const config::Config& config);

    /// Whether the user is the daemon's own, or root.
    [[nodiscard]] bool is_known(uid_t peer) const { return peer == owner_uid_ || peer == 0; }

    [[nodiscard]] const service::Principal& owner() const { return owner_; }
    [[nodiscard]] Serves serves() const { return serves_; }

    /// The principal that a known user asks as; kNotPermitted for any other where only those are
    /// served.
    [[nodiscard]] base::Result<service::Principal> admit(uid_t peer) const;

    /// The same for any other where everybody is served. Blocks as long as the look-up of an
    /// account takes; any thread may call it.
    [[nodiscard]] base::Result<service::Principal> look_up(const Peer& peer) const;

  private:
    uid_t owner_uid_;
    service::Principal owner_;
    Serves serves_;
    std::string operators_;
};

}  // namespace tasksched::daemon
