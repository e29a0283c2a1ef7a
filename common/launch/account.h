#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "common/base/error.h"

namespace tasksched::launch {

/// Whom a command runs as, by the password database (passwd(5)).
struct Account {
    std::string name;
    std::string home;  ///< absolute
};

/// The account of this process's effective user. A user id without an entry is its own name, at
/// home in /. Asks a directory service where there is one, which takes its time; kTryAgain where
/// that does not answer, as at the start of a machine.
base::Result<Account> own_account();

/// What a process is to the kernel, see credentials(7).
struct Identity {
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups;  ///< its supplementary groups

    friend bool operator==(const Identity&, const Identity&) = default;
};

/// A user and the identity that a login would give them.
struct UserAccount {
    Account account;
    Identity identity;
};

/// The account of that name. kNotFound where there is none, kFailed where it is not fit to run
/// anything, kTryAgain where the look-up fails.
base::Result<UserAccount> account_of(const std::string& name);

}  // namespace tasksched::launch
