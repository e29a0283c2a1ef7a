#pragma once

#include <cstdint>

#include "common/base/error.h"

namespace tasksched::daemon {

/// Puts right what a careless or hostile parent may have left this process with, before anything
/// else is done: descriptors 0 to 2 are open (/dev/null where they were closed), all others close
/// on exec; no signal is blocked; SIGPIPE is ignored, since a peer that goes away must not end the
/// daemon; SIGCHLD is not, since the system would then reap children in our place. kFailed where
/// the system refuses.
base::Result<void> reset_inherited_state();

/// Raises this process's limit of open descriptors to the hard limit, so that thousands of runs
/// have room; returns the new limit. Children do not get it: see launch().
base::Result<std::uint64_t> raise_descriptor_limit();

}  // namespace tasksched::daemon
