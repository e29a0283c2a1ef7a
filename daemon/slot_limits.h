#pragma once

#include <cstdint>

#include "common/config/config.h"
#include "daemon/dispatch/slots.h"

namespace tasksched::daemon {

/// How many commands the supervisor can carry out at once where a process may open so many
/// descriptors (RLIMIT_NOFILE): each takes two, its pidfd and the pipe of its output.
std::int64_t commands_for_descriptors(std::uint64_t descriptors);

/// The limits of the configuration, those of commands no higher than the descriptors allow; says so
/// in the log where that is less than what is configured.
SlotLimits slot_limits(const config::Slots& slots, std::uint64_t descriptors);

}  // namespace tasksched::daemon
