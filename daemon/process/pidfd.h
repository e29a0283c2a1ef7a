#pragma once

#include <sys/types.h>

#include "common/base/unique_fd.h"

namespace tasksched::daemon {

/// A descriptor that refers to the process `pid` for good and is readable once that has ended
/// (pidfd_open(2)); none, and errno, where there is no such process or no descriptor to spare.
base::UniqueFd open_pidfd(pid_t pid);

}  // namespace tasksched::daemon
