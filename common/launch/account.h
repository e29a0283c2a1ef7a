#pragma once

#include <string>

namespace tasksched::launch {

/// Whom a command runs as, by the password database (passwd(5)).
struct Account {
    std::string name;
    std::string home;  ///< absolute
};

/// The account of this process's effective user. A user id without an entry is its own name, at
/// home in /. May ask a directory service, which takes its time: once, at the start.
Account own_account();

}  // namespace tasksched::launch
