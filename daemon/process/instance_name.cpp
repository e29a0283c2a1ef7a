#include "daemon/process/instance_name.h"

#include <fmt/format.h>

#include <random>

namespace tasksched::daemon {

std::string instance_name() {
    std::random_device random;
    return fmt::format("{:08x}{:08x}", random(), random());
}

}  // namespace tasksched::daemon
