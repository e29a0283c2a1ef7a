#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "common/model/run.h"
#include "daemon/gateway/admission.h"

namespace tasksched::daemon {

// What a daemon that serves everybody does for others than its own user.

/// Whether it runs commands as the users whose tasks they are: it takes a supervisor of root's.
bool switches_users(Admission::Serves serves, uid_t own_uid);

/// Why it does not carry a run out; none where it does. What is no command it does as its own user
/// `own_user` of number `own_uid`, so it does that for that user alone, and as root for nobody; and
/// nothing at all is done for root, since others than root may have asked for it.
std::optional<std::string> why_not_for_user(const model::Run& run, const std::string& own_user,
                                            uid_t own_uid);

}  // namespace tasksched::daemon
