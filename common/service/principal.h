#pragma once

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

}  // namespace tasksched::service
