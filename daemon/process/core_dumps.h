#pragma once

#include <cstdint>

#include "common/base/error.h"

namespace tasksched::daemon {

/// The memory of daemon and supervisor holds passwords, tokens, and what programs are given to
/// read. None of it is to be in a file, or at a crash reporter, because one of them crashed.

/// Sets the limit of this process's core dumps (the soft one of RLIMIT_CORE) so that it leaves
/// none; returns what it was. What is started from now on inherits it.
base::Result<std::uint64_t> lower_core_limit();

/// Sets that limit, as far as the hard one allows it: for a program that is to have its own again.
void set_core_limit(std::uint64_t bytes);

/// The same without a limit: this process leaves no dump, and other processes of its user cannot
/// look into it (PR_SET_DUMPABLE of prctl(2)). Programs that it starts are as others are.
base::Result<void> close_memory_to_others();

}  // namespace tasksched::daemon
