#pragma once

#include <sys/types.h>

#include <span>
#include <string>

#include "common/base/error.h"
#include "common/config/config.h"

namespace tasksched::service {

/// Who asks.
struct Principal {
    std::string user;          ///< the account's name
    bool is_operator = false;  ///< may act for all users
};

/// The caller of this process: its effective user; an operator if it is root or a member of the
/// group that `[security] operators` names. A user without an account (a container that runs under
/// a number) is named by its number.
base::Result<Principal> current_principal(const config::Config& config);

/// Another user, by its number and its groups as the kernel tells them; an operator by the same
/// rule, `operators` being the group's name. kNotPermitted for a number that no account has, and
/// for an account whose name is all digits or is also the name of another number: what is written
/// down is the name, and it must come to the same user again. Asks a directory service where there
/// is one, which takes its time.
base::Result<Principal> principal_of(uid_t uid, std::span<const gid_t> groups,
                                     const std::string& operators);

}  // namespace tasksched::service
