#pragma once

#include "tests/support/faults/durable_image.h"
#include "tests/support/faults/fault_plan.h"

namespace tasksched::support {

/// Makes a VFS the database engine's default that hands each call on to the system's own unless
/// `plan` strikes it (https://www.sqlite.org/vfs.html). Once a process; connections that are open
/// stay as they are. Both live until its end. `image` follows what is durable; without one there is
/// no FaultOutcome::kLosePower.
void install_fault_vfs(FaultPlan& plan, DurableImage* image = nullptr);

}  // namespace tasksched::support
