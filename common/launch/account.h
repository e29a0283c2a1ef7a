#pragma once

#include <string>

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

}  // namespace tasksched::launch
