#include "daemon/slot_limits.h"

#include <algorithm>
#include <limits>
#include <string>

#include "common/model/payload.h"
#include "daemon/log.h"

namespace tasksched::daemon {
namespace {

constexpr std::uint64_t kOfCommand = 2;

/// For the loop, the sockets, the log, and what is open only while a command is launched.
constexpr std::uint64_t kReserve = 64;

}  // namespace

std::int64_t commands_for_descriptors(std::uint64_t descriptors) {
    const std::uint64_t spare = descriptors > kReserve ? descriptors - kReserve : 0;
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return static_cast<std::int64_t>(std::clamp<std::uint64_t>(spare / kOfCommand, 1, kMost));
}

SlotLimits slot_limits(const config::Slots& slots, std::uint64_t descriptors) {
    const std::int64_t wanted = std::min(*slots.command, *slots.total);
    const std::int64_t possible = commands_for_descriptors(descriptors);
    if (wanted > possible) {
        log_error(
            "{} slots for commands need {} descriptors and a process may open {} here: only {} are"
            " carried out at once; raise the limit (LimitNOFILE=, ulimit -Hn)",
            wanted, static_cast<std::uint64_t>(wanted) * kOfCommand + kReserve, descriptors,
            possible);
    }
    SlotLimits limits{.total = *slots.total,
                      .by_type = {},
                      .of_other_types = std::min(*slots.plugin, possible),
                      .per_user = *slots.per_user};
    for (const model::TypeInfo* type : model::types()) {
        limits.by_type[std::string(type->name)] = config::slots_of(slots, type->name);
    }
    limits.by_type["command"] = std::min(*slots.command, possible);
    return limits;
}

}  // namespace tasksched::daemon
